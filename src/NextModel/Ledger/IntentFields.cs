using System.Text;
using System.Text.Unicode;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Providers;

namespace NextModel.Ledger;

/// <summary>What is known of a request when it is dispatched, as bytes: enough to write its receipt should the process die.</summary>
internal static class IntentFields
{
    /// <summary>The first version that holds what is reserved of budgets; those before are 1.</summary>
    public const byte WithBudgets = 2;

    /// <summary>The first version that holds whether credit was held.</summary>
    public const byte WithCredit = 3;

    /// <summary>The first version that holds which credential of the organization it went out under.</summary>
    public const byte WithCredential = 4;

    /// <summary>The first version that holds which rule of which policy decided.</summary>
    public const byte WithPolicy = 5;

    /// <summary>The first version that holds which entries of the catalog say what the model and the source are: the newest.</summary>
    public const byte WithCatalog = 6;

    private const int ShortText = 128;

    private static readonly Uri Nowhere = new("about:blank");

    /// <summary>Appends the fields; texts that are no ids are cut to <paramref name="maxText"/> bytes.</summary>
    public static void Write(LedgerEntry entry, int maxText, ref ByteSink sink)
    {
        var (organization, team, project, key) = entry.Caller;
        entry.Id.TryWriteBytes(sink.Take(ReceiptIds.Size), bigEndian: true, out _);
        VariableNumber.Append(ref sink, entry.StartedAt.ToUnixTimeMilliseconds());
        WriteText(organization.Id, int.MaxValue, ref sink);
        WriteText(organization.Currency, int.MaxValue, ref sink);
        WriteText(team.Id, int.MaxValue, ref sink);
        WriteText(project.Id, int.MaxValue, ref sink);
        WriteText(key.Id, int.MaxValue, ref sink);
        WriteText(key.Prefix, maxText, ref sink);
        WriteText(key.Name, maxText, ref sink);
        WriteText(key.Environment, maxText, ref sink);
        WriteText(entry.Workload, maxText, ref sink);
        VariableNumber.Append(ref sink, (int)entry.Operation);
        VariableNumber.Append(ref sink, entry.Stream ? 1 : 0);
        WriteText(entry.RequestedModel, maxText, ref sink);
        WriteText(entry.EffectiveModel, maxText, ref sink);
        WriteText(entry.Offer?.Source.Id, maxText, ref sink);
        WriteText(entry.Offer?.Source.Region, maxText, ref sink);
        VariableNumber.Append(ref sink, entry.Offer?.Source.Sandbox ?? false ? 1 : 0);
        WriteText(entry.Offer?.UpstreamModel, maxText, ref sink);
        WriteText(entry.Cache.Status, maxText, ref sink);
        WriteText(entry.Cache.Reason, maxText, ref sink);
        VariableNumber.Append(ref sink, entry.Cache.Storable ? 1 : 0);
        Write(entry.Cache.Key, ref sink);
        Write(entry.RequestHash, ref sink);
        Write(entry.Reservation, ref sink);
        WriteText(entry.Offer?.Source.CredentialId, int.MaxValue, ref sink);
        Write(entry.Policy, maxText, ref sink);
        WriteWhole(entry.ModelVersion, maxText, ref sink);
        WriteWhole(entry.Offer?.Source.Version, maxText, ref sink);
    }

    /// <summary>The interrupted request the fields tell of: nothing counted, nothing charged, one attempt nobody knows the end of.</summary>
    /// <param name="fields">The bytes.</param>
    /// <param name="version">The version they were written in, from 1.</param>
    /// <exception cref="InvalidDataException">They are not such fields.</exception>
    public static LedgerEntry Read(ReadOnlySpan<byte> fields, byte version)
    {
        var reader = new IntentReader(fields);
        var id = new Guid(reader.Bytes(ReceiptIds.Size), bigEndian: true);
        var startedAt = DateTimeOffset.FromUnixTimeMilliseconds(reader.Number());
        var caller = ReadCaller(ref reader);
        var workload = reader.Text() ?? "";
        var operation = (Operation)reader.Number();
        var stream = reader.Number() == 1;
        var requestedModel = reader.Text() ?? "";
        var effectiveModel = reader.Text() ?? "";
        var offer = ReadOffer(ref reader);
        var cache = new CacheFacts(reader.Text() ?? "bypass", reader.Text(), null, reader.Number() == 1, null, null) { Key = reader.Digest() };
        var entry = new LedgerEntry
        {
            Id = id,
            StartedAt = startedAt,
            Caller = caller,
            Operation = operation,
            Stream = stream,
            Workload = workload,
            RequestedModel = requestedModel,
            EffectiveModel = effectiveModel,
            Offer = offer,
            Outcome = RequestOutcome.Interrupted,
            Cache = cache,
            RequestHash = reader.Digest(),
            Reservation = version >= WithBudgets ? ReadReservation(ref reader, version >= WithCredit) : null,
        };
        var credential = version >= WithCredential ? reader.Text() : null;
        entry.Policy = version >= WithPolicy ? ReadPolicy(ref reader) : null;
        entry.ModelVersion = version >= WithCatalog ? reader.Text() : null;
        var sourceVersion = version >= WithCatalog ? reader.Text() : null;
        if (offer is not null)
        {
            offer = offer with { Source = offer.Source with { CredentialId = credential, Version = sourceVersion } };
            entry.Offer = offer;
            entry.Attempts.Add(new Attempt { Number = 1, Offer = offer, StartedAt = startedAt, Outcome = AttemptOutcome.Unknown });
        }

        return entry;
    }

    private static Caller ReadCaller(ref IntentReader reader)
    {
        var organization = new Organization(reader.Text() ?? "", "", reader.Text() ?? "");
        var team = new Team(reader.Text() ?? "", organization.Id, "");
        var project = new Project(reader.Text() ?? "", organization.Id, team.Id, "");
        var keyId = reader.Text() ?? "";
        var prefix = reader.Text() ?? "";
        return new Caller(organization, team, project, new ApiKey(keyId, project.Id, reader.Text() ?? "", prefix, [])
        {
            Environment = reader.Text() ?? "",
            CreatedAt = DateTimeOffset.UnixEpoch,
        });
    }

    private static Offer? ReadOffer(ref IntentReader reader)
    {
        var source = reader.Text();
        var region = reader.Text() ?? "";
        var sandbox = reader.Number() == 1;
        var upstreamModel = reader.Text() ?? "";
        return source is null
            ? null
            : new Offer(
                new Source { Id = source, Dialect = Dialect.OpenAIChat, BaseUrl = Nowhere, Region = region, Sandbox = sandbox }, upstreamModel, null);
    }

    private static BudgetReservation? ReadReservation(ref IntentReader reader, bool hasCredit)
    {
        var count = reader.Number();
        var heldCredit = hasCredit && reader.Number() == 1;
        if (count == 0 && !heldCredit)
        {
            return null;
        }

        var reserved = reader.Number();
        if (count is < 0 or > 4 * Budget.MaxPerScope || reserved < 0)
        {
            throw new InvalidDataException("An intent holds more than a request can reserve.");
        }

        var shares = new BudgetShare[count];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = new BudgetShare(new Guid(reader.Bytes(ReceiptIds.Size), bigEndian: true), reader.Number());
        }

        return BudgetReservation.LeftBehind(shares, reserved, heldCredit);
    }

    private static void Write(BudgetReservation? reservation, ref ByteSink sink)
    {
        VariableNumber.Append(ref sink, reservation?.ShareCount ?? 0);
        VariableNumber.Append(ref sink, reservation?.Credit is null ? 0 : 1);
        if (reservation is null)
        {
            return;
        }

        VariableNumber.Append(ref sink, reservation.ReservedNano);
        for (var i = 0; i < reservation.ShareCount; i++)
        {
            var (budget, window) = reservation.ShareAt(i);
            budget.TryWriteBytes(sink.Take(ReceiptIds.Size), bigEndian: true, out _);
            VariableNumber.Append(ref sink, window);
        }
    }

    private static PolicyMark? ReadPolicy(ref IntentReader reader) => reader.Number() == 0
        ? null
        : new PolicyMark(new Guid(reader.Bytes(ReceiptIds.Size), bigEndian: true), reader.Number(), reader.Text(), reader.Text() ?? "");

    // The rule that decided; not the others that held, for which there may be no room.
    private static void Write(PolicyMark? mark, int maxText, ref ByteSink sink)
    {
        VariableNumber.Append(ref sink, mark is null ? 0 : 1);
        if (mark is not null)
        {
            mark.PolicyId.TryWriteBytes(sink.Take(ReceiptIds.Size), bigEndian: true, out _);
            VariableNumber.Append(ref sink, mark.Version);
            WriteText(mark.Rule, maxText, ref sink);
            WriteText(mark.Reason, maxText, ref sink);
        }
    }

    // A version ends with its number: half of one would name another.
    private static void WriteWhole(string? text, int maxText, ref ByteSink sink) =>
        WriteText(text is null || Encoding.UTF8.GetByteCount(text) > maxText ? null : text, maxText, ref sink);

    // Length plus one, so that null and empty differ.
    private static void WriteText(string? text, int maxText, ref ByteSink sink)
    {
        if (text is null)
        {
            VariableNumber.Append(ref sink, 0);
            return;
        }

        // Stack space is cleared at each call; nearly all texts are ids.
        Span<byte> bytes = 3 * text.Length <= ShortText ? stackalloc byte[ShortText] : stackalloc byte[Intent.SlotSize];
        Utf8.FromUtf16(text, bytes[..Math.Min(maxText, bytes.Length)], out _, out var written);
        VariableNumber.Append(ref sink, written + 1);
        sink.Append(bytes[..written]);
    }

    private static void Write(Digest? digest, ref ByteSink sink)
    {
        VariableNumber.Append(ref sink, digest is null ? 0 : Digest.Size + 1);
        digest?.CopyTo(sink.Take(Digest.Size));
    }
}
