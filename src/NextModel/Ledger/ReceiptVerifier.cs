using NextModel.Billing;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>
/// Checks a saved receipt with nothing but public keys: its content against its hash, its arithmetic, and its hash against a signed
/// root. Any text may be handed in; none makes it throw. Not thread-safe.
/// </summary>
public sealed class ReceiptVerifier(VerifyingKeys keys)
{
    private static readonly JsonLimits Limits = new(16, 20_000, Strict: true);
    private static readonly CanonicalRule Hashed = CanonicalRule.Without("hash", "signature");

    private readonly SignatureCheck _signatures = new(keys);
    private readonly RepeatedText _organizations = new();
    private readonly RepeatedText _logs = new();
    private readonly RepeatedText _currencies = new();
    private StoredReceipt? _stored;

    /// <summary>The keys it trusts.</summary>
    internal VerifyingKeys Keys => keys;

    /// <summary>Checks one receipt; with <paramref name="requestId"/>, also that it is the receipt of that request (<c>req_…</c> or <c>rcpt_…</c>).</summary>
    public ReceiptVerdict Verify(ReadOnlyMemory<byte> receipt, string? requestId = null) => Verify(receipt, requestId, null);

    /// <summary>Checks an archived receipt, and with it what stays of it in the ledger; null for nothing to compare with.</summary>
    internal ReceiptVerdict VerifyArchived(ReadOnlyMemory<byte> receipt, ArchivedRow? archived) => Verify(receipt, null, archived);

    /// <summary>
    /// Checks a row as a ledger keeps it, whose text is without <c>hash</c> and <c>signature</c>: its members, its arithmetic, the columns
    /// that stand beside it, not its signature. Null when the text does not have the row's hash.
    /// </summary>
    internal ReceiptVerdict? Verify(LedgerRow row)
    {
        var stored = _stored ??= new StoredReceipt();
        if (!stored.TryRead(row))
        {
            return null;
        }

        if (!stored.TryParse(row) || stored.Members is var members && (!IsKnown(members) || TryReadPlace(members, row.Hash) is not { } place))
        {
            return Unknown("Members of schema 'nextmodel.receipt/1' are missing or malformed: schema, id, organization, completed_at or log.");
        }

        List<ReceiptProblem>? problems = null;
        CheckContent(members, null, ref problems);
        ColumnCheck.Run(row, members, ref problems);
        return new ReceiptVerdict(problems ?? [], place);
    }

    private ReceiptVerdict Verify(ReadOnlyMemory<byte> receipt, string? requestId, ArchivedRow? archived)
    {
        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(receipt, Limits, out var problem)
                ? Verify(tape.Root, requestId, archived)
                : Unknown($"This is not one JSON text: {problem.Kind} at byte {problem.Offset}.");
        }
        finally
        {
            tape.Return();
        }
    }

    private ReceiptVerdict Verify(JsonCursor receipt, string? requestId, ArchivedRow? archived)
    {
        var members = new ReceiptMembers(receipt);
        if (!IsKnown(members))
        {
            return Unknown("The member 'schema' is not 'nextmodel.receipt/1', the only schema this verifier knows.");
        }

        var proof = new JsonMembers(receipt);
        var (stated, signature) = (proof["hash"u8], proof["signature"u8]);
        if (!ReceiptHash.TryRead(stated, out var hash) || TryReadPlace(members, hash) is not { } place)
        {
            return Unknown("Members of schema 'nextmodel.receipt/1' are missing or malformed: id, organization, completed_at, log or hash.");
        }

        List<ReceiptProblem>? problems = null;
        if (!IsAsWritten(receipt, stated, signature, hash) && HashOf(receipt) is var actual && actual != hash)
        {
            (problems ??= []).Add(new(ReceiptProblemCode.HashMismatch, $"The content hashes to {actual}, the receipt says {hash}: it was changed."));
        }

        CheckContent(members, requestId, ref problems);
        if (_signatures.Check(signature, hash) is { } unsigned)
        {
            (problems ??= []).Add(unsigned);
        }

        if (archived is not null)
        {
            ColumnCheck.Run(archived, hash, members, ref problems);
        }

        return new ReceiptVerdict(problems ?? [], place);
    }

    private static ReceiptHash HashOf(JsonCursor receipt)
    {
        using var canonical = new PooledBuffer(4096);
        Rfc8785.Write(receipt, canonical, Hashed);
        return ReceiptHash.Of(canonical.Written);
    }

    // As they are handed out, receipts are their canonical text with hash and signature behind it. Where that text has the hash there is
    // nothing to write again: no other text has it.
    private static bool IsAsWritten(JsonCursor receipt, JsonCursor stated, JsonCursor signature, ReceiptHash hash)
    {
        var text = receipt.Tape.Text;
        if (signature.Kind == JsonKind.None || stated.End > signature.Start || signature.End != receipt.End - 1
            || !text[stated.End..signature.Start].SequenceEqual(",\"signature\":"u8) || !text[..stated.Start].EndsWith(",\"hash\":"u8))
        {
            return false;
        }

        return ReceiptHash.Of(text[receipt.Start..(stated.Start - ",\"hash\":"u8.Length)], "}"u8) == hash;
    }

    private static bool IsKnown(in ReceiptMembers members) => members.Schema.TextEquals("nextmodel.receipt/1"u8);

    private static void CheckContent(in ReceiptMembers members, string? requestId, ref List<ReceiptProblem>? problems)
    {
        CheckIds(members, requestId, ref problems);
        if (ReceiptArithmetic.Check(members.Billing, members.Usage) is { } wrong)
        {
            (problems ??= []).Add(new(ReceiptProblemCode.AmountMismatch, wrong));
        }
    }

    private static void CheckIds(in ReceiptMembers members, string? requestId, ref List<ReceiptProblem>? problems)
    {
        if (!ReceiptIds.AreOfOne(members.RequestId, members.Id))
        {
            (problems ??= []).Add(new(ReceiptProblemCode.RequestIdMismatch, "The members 'id' and 'request_id' do not name the same request."));
        }
        else if (requestId is not null && members.RequestId.GetString() is { } own
            && (!ReceiptIds.TryParse(requestId, out var expected) || !ReceiptIds.TryParse(own, out var id) || expected != id))
        {
            (problems ??= []).Add(new(ReceiptProblemCode.RequestIdMismatch, $"This is the receipt of {own}, not of the request asked about."));
        }
    }

    private ReceiptPlace? TryReadPlace(in ReceiptMembers members, ReceiptHash hash)
    {
        var log = members.Log;
        return members.Id.GetString() is { } id
            && _organizations.Of(members.Organization) is { } organization
            && members.CompletedAt.GetString() is { } completedAt
            && _logs.Of(log["id"u8]) is { } logId
            && log["sequence"u8].TryGetInt64(out var sequence)
            && ReceiptHash.TryRead(log["previous_hash"u8], out var previous)
                ? new ReceiptPlace(id, organization, logId, sequence, previous, hash, completedAt) { Charged = ReadCharged(members.Billing) }
                : null;
    }

    private (decimal, string) ReadCharged(JsonCursor billing) =>
        ReceiptAmount.TryRead(billing["amount"u8], out var amount) && decimal.Abs(amount) <= Money.MaxAmount && _currencies.Of(billing["currency"u8]) is { } currency ? (amount, currency) : (0, "");

    private static ReceiptVerdict Unknown(string message) => new([new(ReceiptProblemCode.SchemaUnknown, message)], null);
}
