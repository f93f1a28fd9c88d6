using System.Text;

namespace NextModel.Ledger;

/// <summary>
/// A checkpoint as it is kept and handed out. What is signed is small: the time and the Merkle root over the heads of the organizations. The
/// heads stand beside it, all of them for the operator; an organization gets its own and the path from it to the root, and so learns
/// nothing of others.
/// </summary>
public sealed class SignedCheckpoint
{
    /// <summary>What documents of this form call themselves.</summary>
    internal const string Schema = "nextmodel.checkpoint/2";

    private readonly string _jws;

    internal SignedCheckpoint(Checkpoint checkpoint, string jws)
    {
        Checkpoint = checkpoint;
        _jws = jws;
    }

    public Checkpoint Checkpoint { get; }

    /// <summary>The document with every head.</summary>
    public string Text
    {
        get
        {
            var json = new ByteSink(512 + (384 * Checkpoint.Heads.Count));
            json.Append("{\"heads\":["u8);
            for (var i = 0; i < Checkpoint.Heads.Count; i++)
            {
                json.Append(i == 0 ? default : ","u8);
                CheckpointText.WriteHead(ref json, Checkpoint.Heads[i], withPosition: true);
            }

            json.Append("]"u8);
            End(ref json);
            return Encoding.UTF8.GetString(json.Written);
        }
    }

    /// <summary>Signs a checkpoint. Every head has its tree.</summary>
    public static SignedCheckpoint Sign(Checkpoint checkpoint, SigningKey key)
    {
        checkpoint = checkpoint with { Heads = [.. checkpoint.Heads.OrderBy(head => head.OrganizationId, StringComparer.Ordinal)] };
        var payload = new ByteSink(256);
        CheckpointText.WriteStatement(ref payload, checkpoint.MadeAt, checkpoint.Heads.Count, TreeOf(checkpoint.Heads).Root);
        return new SignedCheckpoint(checkpoint, CompactJws.Sign(key, Checkpoint.Type, payload.Written));
    }

    /// <summary>Reads a document of either kind, or a checkpoint of schema 1; null when <paramref name="problem"/> says what is wrong with it.</summary>
    public static SignedCheckpoint? TryRead(string text, VerifyingKeys keys, out ReceiptProblem? problem) =>
        CheckpointReader.TryRead(text, keys, out problem);

    /// <summary>The document for one organization; null when it has no receipts in this checkpoint, or the checkpoint is of schema 1.</summary>
    public string? TextFor(string organizationId)
    {
        var heads = Checkpoint.Heads;
        var index = heads.Index().Where(item => item.Item.OrganizationId == organizationId && item.Item.Tree is not null).Select(item => item.Index + 1).FirstOrDefault() - 1;
        if (index < 0)
        {
            return null;
        }

        var json = new ByteSink(1024);
        json.Append("{\"heads\":["u8);
        CheckpointText.WriteHead(ref json, heads[index], withPosition: false);
        json.Append("],\"index\":"u8);
        CanonicalText.AppendNumber(ref json, index);
        End(ref json, TreeOf(heads).Path(index));
        return Encoding.UTF8.GetString(json.Written);
    }

    /// <summary>The tree over heads that all have theirs: a leaf is the hash of 0x00 and the head's canonical JSON.</summary>
    internal static MerkleTree TreeOf(IReadOnlyList<LedgerHead> heads) => MerkleTree.OfLeaves(heads.Select(CheckpointText.Leaf));

    private void End(ref ByteSink json, IReadOnlyList<ReceiptHash>? path = null)
    {
        json.Append(",\"jws\":\""u8);
        json.Append(Encoding.ASCII.GetBytes(_jws));
        json.Append("\""u8);
        if (path is not null)
        {
            json.Append(",\"path\":"u8);
            CheckpointText.WritePath(ref json, path);
        }

        json.Append(",\"schema\":\"nextmodel.checkpoint/2\"}"u8);
    }
}
