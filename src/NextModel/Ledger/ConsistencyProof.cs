using System.Text;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>What shows that the receipts under a later checkpoint begin with those under an earlier one: nothing was changed, removed or put in between.</summary>
public static class ConsistencyProof
{
    /// <summary>What the document calls itself.</summary>
    public const string Schema = "nextmodel.consistency/1";

    private static readonly JsonLimits Limits = new(4, 300, Strict: true);

    /// <summary>The document for one organization.</summary>
    public static byte[] Write(long first, long second, IReadOnlyList<ReceiptHash> path, string? checkpoint = null)
    {
        var json = new ByteSink(4096);
        json.Append("{"u8);
        if (checkpoint is not null)
        {
            json.Append("\"checkpoint\":"u8);
            json.Append(Encoding.UTF8.GetBytes(checkpoint));
            json.Append(","u8);
        }

        json.Append("\"first\":"u8);
        CanonicalText.AppendNumber(ref json, first);
        json.Append(",\"path\":"u8);
        CheckpointText.WritePath(ref json, path);
        json.Append(",\"schema\":\"nextmodel.consistency/1\",\"second\":"u8);
        CanonicalText.AppendNumber(ref json, second);
        json.Append("}"u8);
        return json.Written.ToArray();
    }

    /// <summary>The path in a document for trees of these sizes; null when it is none, or for others.</summary>
    public static IReadOnlyList<ReceiptHash>? TryRead(ReadOnlyMemory<byte> text, long first, long second)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(text, Limits, out _) && tape.Root["schema"u8].TextEquals("nextmodel.consistency/1"u8)
                && tape.Root["first"u8].TryGetInt64(out var from) && from == first && tape.Root["second"u8].TryGetInt64(out var to) && to == second
                    ? CheckpointReader.ReadPath(tape.Root["path"u8])
                    : null;
        }
        finally
        {
            tape.Return();
        }
    }

    /// <summary>What is wrong between two heads of one organization, or null.</summary>
    /// <param name="old">Of the earlier checkpoint.</param>
    /// <param name="grown">Of the later one; null when the organization is not in it.</param>
    /// <param name="path">What is said to lead from one to the other; null when there is nothing.</param>
    public static ReceiptProblem? Check(LedgerHead old, LedgerHead? grown, IReadOnlyList<ReceiptHash>? path)
    {
        ArgumentNullException.ThrowIfNull(old);
        if (old.Tree is not { } first)
        {
            return new(ReceiptProblemCode.SchemaUnknown, "The earlier checkpoint is of schema 1, which has no trees; compare the ledger or an export with it instead.");
        }

        if (grown?.Tree is not { } second || second.Size < first.Size)
        {
            return new(
                ReceiptProblemCode.ChainGap,
                $"The earlier checkpoint counts {first.Size} receipts of {old.OrganizationId}, the later one {grown?.Tree?.Size ?? 0}: receipts are missing.");
        }

        return path is not null && MerkleProof.IsConsistent(first.Size, first.Root, second.Size, second.Root, path)
            ? null
            : new(
                ReceiptProblemCode.ChainBroken,
                $"Nothing shows that the {second.Size} receipts of {old.OrganizationId} under the later checkpoint begin with the {first.Size} under the earlier one.");
    }
}
