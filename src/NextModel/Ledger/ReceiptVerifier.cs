using NextModel.Billing;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// Checks a saved receipt with nothing but public keys: its content against its hash, its arithmetic, and its hash against a signed
/// root. Any text may be handed in; none makes it throw.
/// </summary>
public sealed class ReceiptVerifier(VerifyingKeys keys)
{
    private static readonly JsonLimits Limits = new(16, 20_000, Strict: true);
    private static readonly CanonicalRule Hashed = CanonicalRule.Without("hash", "signature");

    private readonly SignatureCheck _signatures = new(keys);

    /// <summary>Checks one receipt; with <paramref name="requestId"/>, also that it is the receipt of that request (<c>req_…</c> or <c>rcpt_…</c>).</summary>
    public ReceiptVerdict Verify(ReadOnlyMemory<byte> receipt, string? requestId = null)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(receipt, Limits, out var problem)
                ? Verify(tape.Root, requestId)
                : Unknown($"This is not one JSON text: {problem.Kind} at byte {problem.Offset}.");
        }
        finally
        {
            tape.Return();
        }
    }

    /// <summary>
    /// Checks the text a ledger keeps, which is the receipt without <c>hash</c> and <c>signature</c>: its members, its arithmetic, not its
    /// signature.
    /// </summary>
    /// <param name="text">Its canonical text, which has the hash.</param>
    /// <param name="hash">Of the text.</param>
    internal static ReceiptVerdict VerifyUnsigned(ReadOnlyMemory<byte> text, ReceiptHash hash)
    {
        var tape = JsonTape.Rent();
        try
        {
            if (!tape.TryParse(text, Limits, out _) || !IsKnown(tape.Root) || TryReadPlace(tape.Root, hash) is not { } place)
            {
                return Unknown("Members of schema 'nextmodel.receipt/1' are missing or malformed: schema, id, organization, completed_at or log.");
            }

            var problems = new List<ReceiptProblem>();
            CheckContent(tape.Root, null, problems);
            return new ReceiptVerdict(problems, place);
        }
        finally
        {
            tape.Return();
        }
    }

    private ReceiptVerdict Verify(JsonCursor receipt, string? requestId)
    {
        if (!IsKnown(receipt))
        {
            return Unknown("The member 'schema' is not 'nextmodel.receipt/1', the only schema this verifier knows.");
        }

        if (!ReceiptHash.TryParse(receipt["hash"u8].GetString(), out var stated) || TryReadPlace(receipt, stated) is not { } place)
        {
            return Unknown("Members of schema 'nextmodel.receipt/1' are missing or malformed: id, organization, completed_at, log or hash.");
        }

        var problems = new List<ReceiptProblem>();
        using var canonical = new PooledBuffer(4096);
        Rfc8785.Write(receipt, canonical, Hashed);
        var actual = ReceiptHash.Of(canonical.Written);
        if (actual != stated)
        {
            problems.Add(new(ReceiptProblemCode.HashMismatch, $"The content hashes to {actual}, the receipt says {stated}: it was changed."));
        }

        CheckContent(receipt, requestId, problems);
        if (_signatures.Check(receipt["signature"u8], stated) is { } unsigned)
        {
            problems.Add(unsigned);
        }

        return new ReceiptVerdict(problems, place);
    }

    private static bool IsKnown(JsonCursor receipt) => receipt["schema"u8].TextEquals("nextmodel.receipt/1"u8);

    private static void CheckContent(JsonCursor receipt, string? requestId, List<ReceiptProblem> problems)
    {
        CheckIds(receipt, requestId, problems);
        if (ReceiptArithmetic.Check(receipt["billing"u8], receipt["usage"u8]) is { } wrong)
        {
            problems.Add(new(ReceiptProblemCode.AmountMismatch, wrong));
        }
    }

    private static void CheckIds(JsonCursor receipt, string? requestId, List<ReceiptProblem> problems)
    {
        var own = receipt["request_id"u8].GetString();
        if (!ReceiptIds.TryParse(own, out var id) || ReceiptIds.RequestId(id) != own || ReceiptIds.ReceiptId(id) != receipt["id"u8].GetString())
        {
            problems.Add(new(ReceiptProblemCode.RequestIdMismatch, "The members 'id' and 'request_id' do not name the same request."));
        }
        else if (requestId is not null && (!ReceiptIds.TryParse(requestId, out var expected) || expected != id))
        {
            problems.Add(new(ReceiptProblemCode.RequestIdMismatch, $"This is the receipt of {own}, not of the request asked about."));
        }
    }

    private static ReceiptPlace? TryReadPlace(JsonCursor receipt, ReceiptHash hash)
    {
        var log = receipt["log"u8];
        return receipt["id"u8].GetString() is { } id
            && receipt["organization"u8].GetString() is { } organization
            && receipt["completed_at"u8].GetString() is { } completedAt
            && log["id"u8].GetString() is { } logId
            && log["sequence"u8].TryGetInt64(out var sequence)
            && ReceiptHash.TryParse(log["previous_hash"u8].GetString(), out var previous)
                ? new ReceiptPlace(id, organization, logId, sequence, previous, hash, completedAt) { Charged = ReadCharged(receipt["billing"u8]) }
                : null;
    }

    private static (decimal, string) ReadCharged(JsonCursor billing) =>
        ReceiptAmount.TryRead(billing["amount"u8], out var amount) && decimal.Abs(amount) <= Money.MaxAmount && billing["currency"u8].GetString() is { } currency ? (amount, currency) : (0, "");

    private static ReceiptVerdict Unknown(string message) => new([new(ReceiptProblemCode.SchemaUnknown, message)], null);
}
