namespace NextModel.Ledger;

/// <summary>The spelling of checkpoints and of the paths beside them: canonical JSON.</summary>
internal static class CheckpointText
{
    /// <summary>What is signed.</summary>
    public static void WriteStatement(ref ByteSink json, DateTimeOffset madeAt, long organizations, ReceiptHash root)
    {
        json.Append("{\"made_at\":\""u8);
        CanonicalText.WriteTime(madeAt.ToUnixTimeMilliseconds(), json.Take(CanonicalText.TimeSize));
        json.Append("\",\"organizations\":"u8);
        CanonicalText.AppendNumber(ref json, organizations);
        json.Append(",\"root\":"u8);
        WriteHash(ref json, root);
        json.Append(",\"schema\":\"nextmodel.checkpoint/2\"}"u8);
    }

    /// <summary>A head with its tree. The position is for finding it in this ledger and is no part of what is signed.</summary>
    public static void WriteHead(ref ByteSink json, LedgerHead head, bool withPosition)
    {
        var tree = head.Tree ?? throw new InvalidOperationException($"The head of organization {head.OrganizationId} has no tree to be signed.");
        json.Append("{\"hash\":"u8);
        WriteHash(ref json, head.Hash);
        json.Append(",\"log\":\""u8);
        CanonicalText.AppendString(ref json, head.LogId.ToString());
        json.Append("\",\"organization\":\""u8);
        CanonicalText.AppendString(ref json, head.OrganizationId);
        json.Append("\""u8);
        if (withPosition)
        {
            json.Append(",\"position\":"u8);
            CanonicalText.AppendNumber(ref json, head.Position);
        }

        json.Append(",\"root\":"u8);
        WriteHash(ref json, tree.Root);
        json.Append(",\"size\":"u8);
        CanonicalText.AppendNumber(ref json, head.Size);
        json.Append(",\"tree_size\":"u8);
        CanonicalText.AppendNumber(ref json, tree.Size);
        json.Append("}"u8);
    }

    public static ReceiptHash Leaf(LedgerHead head)
    {
        var json = new ByteSink(512);
        json.Append(0);
        WriteHead(ref json, head, withPosition: false);
        return ReceiptHash.Of(json.Written);
    }

    public static void WritePath(ref ByteSink json, IReadOnlyList<ReceiptHash> path)
    {
        json.Append("["u8);
        for (var i = 0; i < path.Count; i++)
        {
            json.Append(i == 0 ? default : ","u8);
            WriteHash(ref json, path[i]);
        }

        json.Append("]"u8);
    }

    public static void WriteHash(ref ByteSink json, ReceiptHash hash)
    {
        json.Append("\""u8);
        hash.WriteText(json.Take(ReceiptHash.TextSize));
        json.Append("\""u8);
    }
}
