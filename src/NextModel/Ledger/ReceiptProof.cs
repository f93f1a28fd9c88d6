using System.Text;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// A receipt with the checkpoint it is under and the path from one to the other: one document that anyone can check with the public keys alone.
/// </summary>
public static class ReceiptProof
{
    /// <summary>What the document calls itself.</summary>
    public const string Schema = "nextmodel.proof/1";

    private static readonly JsonLimits Limits = new(20, 30_000, Strict: true);

    /// <summary>The document.</summary>
    /// <param name="receipt">The receipt's JSON.</param>
    /// <param name="path">Its place in the organization's tree.</param>
    /// <param name="checkpoint">The organization's view of a checkpoint.</param>
    public static byte[] Write(ReadOnlySpan<byte> receipt, TreePath path, string checkpoint)
    {
        var json = new ByteSink(receipt.Length + checkpoint.Length + 4096);
        json.Append("{\"checkpoint\":"u8);
        json.Append(Encoding.UTF8.GetBytes(checkpoint));
        json.Append(",\"index\":"u8);
        CanonicalText.AppendNumber(ref json, path.Index);
        json.Append(",\"path\":"u8);
        CheckpointText.WritePath(ref json, path.Path);
        json.Append(",\"receipt\":"u8);
        json.Append(receipt);
        json.Append(",\"schema\":\"nextmodel.proof/1\"}"u8);
        return json.Written.ToArray();
    }

    /// <summary>True when a text calls itself such a document.</summary>
    public static bool IsOne(ReadOnlyMemory<byte> text) => Read(text, root => root["schema"u8].TextEquals("nextmodel.proof/1"u8));

    /// <summary>Checks the receipt in the document, the checkpoint, and that one is under the other.</summary>
    /// <param name="text">The document.</param>
    /// <param name="keys">Trusted public keys.</param>
    /// <param name="receipt">The receipt to be shown; null takes the one in the document.</param>
    public static ReceiptVerdict Verify(ReadOnlyMemory<byte> text, VerifyingKeys keys, ReadOnlyMemory<byte>? receipt = null)
    {
        ReceiptVerdict? verdict = null;
        Read(text, root =>
        {
            verdict = Verify(root, keys, receipt ?? (root["receipt"u8].Kind == JsonKind.Object ? root["receipt"u8].Raw.ToArray() : null));
            return true;
        });
        return verdict ?? new ReceiptVerdict([new(ReceiptProblemCode.SchemaUnknown, $"This is no document of schema '{Schema}'.")], null);
    }

    private static ReceiptVerdict? Verify(JsonCursor root, VerifyingKeys keys, ReadOnlyMemory<byte>? receipt)
    {
        if (!root["schema"u8].TextEquals("nextmodel.proof/1"u8) || receipt is not { } given || !root["index"u8].TryGetInt64(out var index)
            || CheckpointReader.ReadPath(root["path"u8]) is not { } path)
        {
            return null;
        }

        var verdict = new ReceiptVerifier(keys).Verify(given);
        var problems = verdict.Problems.ToList();
        if (CheckpointReader.ReadDocument(root["checkpoint"u8], keys, out var problem) is not { } signed)
        {
            problems.Add(problem ?? new(ReceiptProblemCode.SchemaUnknown, "The member 'checkpoint' is not a checkpoint of schema 2."));
        }
        else if (verdict.Place is { } place && CheckPath(place, index, path, signed.Checkpoint) is { } outside)
        {
            problems.Add(outside);
        }

        return new ReceiptVerdict(problems, verdict.Place);
    }

    private static ReceiptProblem? CheckPath(ReceiptPlace place, long index, List<ReceiptHash> path, Checkpoint checkpoint)
    {
        var tree = checkpoint.Heads.FirstOrDefault(head => head.OrganizationId == place.OrganizationId)?.Tree;
        return tree is not null && MerkleTree.TryClimb(place.Hash, index, tree.Size, path, out var root) && root == tree.Root
            ? null
            : new(ReceiptProblemCode.ChainBroken, $"{place.ReceiptId} is not entry {index} of what the checkpoint of {checkpoint.MadeAt:u} signs.");
    }

    private static bool Read(ReadOnlyMemory<byte> text, Func<JsonCursor, bool> read)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(text, Limits, out _) && read(tape.Root);
        }
        finally
        {
            tape.Return();
        }
    }
}
