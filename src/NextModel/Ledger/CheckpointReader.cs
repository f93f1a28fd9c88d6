using System.Globalization;
using System.Text;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>Reads signed checkpoints: documents of schema 2, and the bare JWS of schema 1. Any text may be handed in.</summary>
internal static class CheckpointReader
{
    private const int MaxHeads = 1_000_000;
    private const int MaxPath = 64;

    private static readonly JsonLimits Limits = new(4, 16 * MaxHeads, Strict: true);

    public static SignedCheckpoint? TryRead(string text, VerifyingKeys keys, out ReceiptProblem? problem)
    {
        text = text.Trim();
        if (!text.StartsWith('{'))
        {
            return CompactJws.TryVerify(text, Checkpoint.Type, keys, out problem) is { } first
                ? Parse(first, ReadFirst, out problem) is { } old ? new SignedCheckpoint(old, text) : null
                : null;
        }

        ReceiptProblem? found = null;
        var read = Parse(Encoding.UTF8.GetBytes(text), root => ReadDocument(root, keys, out found), out problem);
        problem = found ?? problem;
        return read;
    }

    /// <summary>Reads a document of schema 2 that stands in another.</summary>
    public static SignedCheckpoint? ReadDocument(JsonCursor root, VerifyingKeys keys, out ReceiptProblem? problem)
    {
        problem = null;
        if (!root["schema"u8].TextEquals("nextmodel.checkpoint/2"u8) || root["jws"u8].GetString() is not { } jws
            || ReadHeads(root["heads"u8]) is not { Count: > 0 } heads)
        {
            return null;
        }

        if (CompactJws.TryVerify(jws, Checkpoint.Type, keys, out problem) is not { } payload)
        {
            return null;
        }

        if (Parse(payload, ReadStatement, out problem) is not { } statement)
        {
            return null;
        }

        if (!IsUnder(root, heads, statement))
        {
            problem = new(ReceiptProblemCode.ChainBroken, $"The heads are not those that the checkpoint of {statement.MadeAt:u} signs: they were changed.");
            return null;
        }

        return new SignedCheckpoint(new Checkpoint(statement.MadeAt, heads.Sum(head => head.Tree!.Size), heads), jws);
    }

    /// <summary>A list of hashes; null when it is none.</summary>
    public static List<ReceiptHash>? ReadPath(JsonCursor array)
    {
        var path = new List<ReceiptHash>();
        foreach (var step in array.Children)
        {
            if (path.Count == MaxPath * 2 || !ReceiptHash.TryParse(step.Value.GetString(), out var sibling))
            {
                return null;
            }

            path.Add(sibling);
        }

        return array.Kind == JsonKind.Array ? path : null;
    }

    private static bool IsUnder(JsonCursor root, List<LedgerHead> heads, Statement statement)
    {
        if (root["path"u8].Kind == JsonKind.None)
        {
            return heads.Count == statement.Organizations && SignedCheckpoint.TreeOf(heads).Root == statement.Root;
        }

        return heads is [var one] && root["index"u8].TryGetInt64(out var index) && ReadPath(root["path"u8]) is { } path
            && MerkleTree.TryClimbFrom(CheckpointText.Leaf(one), index, statement.Organizations, path, out var reached) && reached == statement.Root;
    }

    private static Statement? ReadStatement(JsonCursor root) =>
        root["schema"u8].TextEquals("nextmodel.checkpoint/2"u8) && ReceiptHash.TryParse(root["root"u8].GetString(), out var top)
        && root["organizations"u8].TryGetInt64(out var organizations) && ReadTime(root["made_at"u8]) is { } madeAt
            ? new Statement(madeAt, organizations, top)
            : null;

    private static Checkpoint? ReadFirst(JsonCursor root) =>
        root["schema"u8].TextEquals("nextmodel.checkpoint/1"u8) && ReadHeads(root["heads"u8], isFirst: true) is { } heads
        && root["total"u8].TryGetInt64(out var total) && ReadTime(root["made_at"u8]) is { } madeAt
            ? new Checkpoint(madeAt, total, heads)
            : null;

    private static List<LedgerHead>? ReadHeads(JsonCursor array, bool isFirst = false)
    {
        var heads = new List<LedgerHead>();
        foreach (var item in array.Children)
        {
            var head = item.Value;
            if (!ReceiptHash.TryParse(head["hash"u8].GetString(), out var hash) || !Guid.TryParse(head["log"u8].GetString(), out var log)
                || head["organization"u8].GetString() is not { } organization || !head["size"u8].TryGetInt64(out var size))
            {
                return null;
            }

            var tree = head["tree_size"u8].TryGetInt64(out var treeSize) && ReceiptHash.TryParse(head["root"u8].GetString(), out var root)
                ? new TreeHead(treeSize, root)
                : null;
            if (isFirst == tree is not null)
            {
                return null;
            }

            heads.Add(new LedgerHead(organization, log, size, hash, head["position"u8].TryGetInt64(out var position) ? position : 0) { Tree = tree });
        }

        return heads;
    }

    private static DateTimeOffset? ReadTime(JsonCursor value) =>
        DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;

    private static T? Parse<T>(ReadOnlyMemory<byte> text, Func<JsonCursor, T?> read, out ReceiptProblem? problem)
        where T : class
    {
        var tape = JsonTape.Rent();
        try
        {
            var found = tape.TryParse(text, Limits, out _) ? read(tape.Root) : null;
            problem = found is null ? new(ReceiptProblemCode.SchemaUnknown, "This is no checkpoint of a schema that this verifier knows.") : null;
            return found;
        }
        finally
        {
            tape.Return();
        }
    }

    private sealed record Statement(DateTimeOffset MadeAt, long Organizations, ReceiptHash Root);
}
