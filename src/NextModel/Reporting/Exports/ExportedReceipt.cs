using System.Globalization;
using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// One receipt as an export reads it: from its canonical text, after that was found to have the hash it was stored with. What is made of
/// it can so be recomputed by whoever holds the receipt. Used for one after another; not thread-safe.
/// </summary>
internal sealed class ExportedReceipt : IDisposable
{
    private readonly StoredReceipt _stored = new();
    private readonly List<JsonCursor> _attempts = [];
    private readonly List<JsonCursor> _lines = [];
    private readonly RepeatedText _currencies = new();
    private readonly RepeatedText _outcomes = new();
    private readonly RepeatedText _serveModes = new();
    private readonly RepeatedText _upstreamCurrencies = new();
    private (byte[] Environment, byte[] Workload, byte[] Text) _tags = ([], [], []);

    public LedgerRow Row { get; private set; } = null!;

    /// <summary>Its canonical text; good until the next is read.</summary>
    public ReadOnlyMemory<byte> Text => _stored.Text;

    public ReceiptMembers Members => _stored.Members;

    public JsonCursor Usage => Members.Usage;

    public JsonCursor Billing => Members.Billing;

    public JsonCursor Price { get; private set; }

    public IReadOnlyList<JsonCursor> Attempts => _attempts;

    public IReadOnlyList<JsonCursor> Lines => _lines;

    /// <summary>The last attempt: the one that served, where one did.</summary>
    public JsonCursor LastAttempt => _attempts.Count == 0 ? default : _attempts[^1];

    /// <summary>Input that was neither read from a provider's cache nor written to it.</summary>
    public long UncachedInput { get; private set; }

    public long CachedInput { get; private set; }

    public long CacheWrites { get; private set; }

    public long Output { get; private set; }

    public long Reasoning { get; private set; }

    public decimal Amount { get; private set; }

    public decimal ListAmount { get; private set; }

    public string Currency { get; private set; } = "";

    public string Outcome { get; private set; } = "";

    public string ServeMode { get; private set; } = "";

    /// <summary>What providers ask for its attempts; null when no attempt has a cost.</summary>
    public decimal? UpstreamCost { get; private set; }

    /// <summary>Currency of it; null when there is none.</summary>
    public string? UpstreamCurrency { get; private set; }

    /// <summary>True when the organization's own credential was used, so that the provider bills it.</summary>
    public bool IsOwnCredential => LastAttempt["credential"u8] is { Kind: JsonKind.String } credential && !credential.TextEquals("platform"u8);

    /// <summary>Its labels as a flat JSON object.</summary>
    public ReadOnlySpan<byte> Tags => _tags.Text;

    /// <exception cref="InvalidDataException">The row was changed since it was written.</exception>
    public void Read(LedgerRow row)
    {
        Row = row;
        if (!_stored.TryRead(row) || !_stored.TryParse(row))
        {
            throw new InvalidDataException(
                $"{ReceiptIds.ReceiptId(row.Id)} (position {row.Position}) is not as it was written: the ledger was changed or damaged. Run './nextmodel receipts verify --all'.");
        }

        _attempts.Clear();
        _lines.Clear();
        foreach (var attempt in Members.Attempts.Children)
        {
            _attempts.Add(attempt.Value);
        }

        ReadUsage();
        ReadBilling();
        Outcome = _outcomes.Of(Members.Outcome) ?? "";
        ServeMode = _serveModes.Of(Members.ServeMode) ?? "";
        ReadUpstreamCost();
        ReadTags();
    }

    /// <summary>A figure as receipts spell it; null for anything else.</summary>
    public static decimal? Figure(JsonCursor value) =>
        value.Kind == JsonKind.String && value.Raw.Length < 64
        && decimal.TryParse(value.Raw[1..^1], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure)
            ? figure
            : null;

    public static long Number(JsonCursor value) => value.TryGetInt64(out var number) ? number : 0;

    public void Dispose() => _stored.Dispose();

    private void ReadUsage()
    {
        var usage = new JsonMembers(Members.Usage);
        CacheWrites = Number(usage["cache_write_tokens"u8]);
        CachedInput = Number(usage["cached_input_tokens"u8]);
        UncachedInput = Number(usage["input_tokens"u8]) - CachedInput - CacheWrites;
        Output = Number(usage["output_tokens"u8]);
        Reasoning = Number(usage["reasoning_tokens"u8]);
    }

    private void ReadBilling()
    {
        var billing = new JsonMembers(Members.Billing);
        Amount = Figure(billing["amount"u8]) ?? 0;
        Currency = _currencies.Of(billing["currency"u8]) ?? "";
        foreach (var line in billing["lines"u8].Children)
        {
            _lines.Add(line.Value);
        }

        ListAmount = Figure(billing["list_amount"u8]) ?? 0;
        Price = billing["price"u8];
    }

    // One sum per receipt: attempts at sources of another currency than the last one's have their cost on the receipt only.
    private void ReadUpstreamCost()
    {
        UpstreamCost = null;
        UpstreamCurrency = _upstreamCurrencies.Of(LastAttempt["cost_currency"u8]);
        foreach (var attempt in _attempts)
        {
            if (Figure(attempt["cost"u8]) is { } cost && _upstreamCurrencies.Of(attempt["cost_currency"u8]) is { } currency)
            {
                UpstreamCurrency ??= currency;
                UpstreamCost = currency == UpstreamCurrency ? (UpstreamCost ?? 0) + cost : UpstreamCost;
            }
        }

        UpstreamCurrency = UpstreamCost is null ? null : UpstreamCurrency;
    }

    // The same for all receipts of a key, mostly.
    private void ReadTags()
    {
        var (environment, workload) = (Members.Environment, Members.Workload);
        if (_tags.Text.Length > 0 && environment.Raw.SequenceEqual(_tags.Environment) && workload.Raw.SequenceEqual(_tags.Workload))
        {
            return;
        }

        byte[] tags =
        [
            (byte)'{',
            .. Tag("\"environment\":"u8, environment),
            .. environment.Raw.Length > 2 && workload.Raw.Length > 2 ? ","u8 : default,
            .. Tag("\"workload\":"u8, workload),
            (byte)'}',
        ];
        _tags = (environment.Raw.ToArray(), workload.Raw.ToArray(), tags);
    }

    // One that is empty is none.
    private static byte[] Tag(ReadOnlySpan<byte> name, JsonCursor value) => value.Raw.Length > 2 ? [.. name, .. value.Raw] : [];
}
