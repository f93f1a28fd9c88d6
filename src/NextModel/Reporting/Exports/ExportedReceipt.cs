using System.Globalization;
using NextModel.Json;
using NextModel.Ledger;

namespace NextModel.Reporting.Exports;

/// <summary>
/// One receipt as an export reads it: from its canonical text, after that was found to have the hash it was stored with. What is made of
/// it can so be recomputed by whoever holds the receipt.
/// </summary>
internal sealed class ExportedReceipt : IDisposable
{
    private static readonly JsonLimits Limits = new(16, 20_000, Strict: false);

    private readonly JsonTape _tape = JsonTape.Rent();
    private readonly List<JsonCursor> _attempts = [];
    private readonly List<JsonCursor> _lines = [];

    public LedgerRow Row { get; private set; } = null!;

    public JsonCursor Root => _tape.Root;

    public JsonCursor Usage { get; private set; }

    public JsonCursor Billing { get; private set; }

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

    /// <exception cref="InvalidDataException">The row was changed since it was written.</exception>
    public void Read(LedgerRow row)
    {
        Row = row;
        var text = row.TryReadText();
        if (text is null || !_tape.TryParse(text, Limits, out _))
        {
            throw new InvalidDataException(
                $"{ReceiptIds.ReceiptId(row.Id)} (position {row.Position}) is not as it was written: the ledger was changed or damaged. Run './nextmodel receipts verify --all'.");
        }

        Usage = Root["usage"u8];
        Billing = Root["billing"u8];
        Price = Billing["price"u8];
        _attempts.Clear();
        _lines.Clear();
        foreach (var attempt in Root["attempts"u8].Children)
        {
            _attempts.Add(attempt.Value);
        }

        foreach (var line in Billing["lines"u8].Children)
        {
            _lines.Add(line.Value);
        }

        CachedInput = Number(Usage["cached_input_tokens"u8]);
        CacheWrites = Number(Usage["cache_write_tokens"u8]);
        UncachedInput = Number(Usage["input_tokens"u8]) - CachedInput - CacheWrites;
        Output = Number(Usage["output_tokens"u8]);
        Reasoning = Number(Usage["reasoning_tokens"u8]);
        Amount = Figure(Billing["amount"u8]) ?? 0;
        ListAmount = Figure(Billing["list_amount"u8]) ?? 0;
        Currency = Billing["currency"u8].GetString() ?? "";
        Outcome = Root["outcome"u8].GetString() ?? "";
        ServeMode = Root["serve_mode"u8].GetString() ?? "";
        ReadUpstreamCost();
    }

    /// <summary>A figure as receipts spell it; null for anything else.</summary>
    public static decimal? Figure(JsonCursor value) =>
        value.Kind == JsonKind.String && value.Raw.Length < 64
        && decimal.TryParse(value.Raw[1..^1], NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var figure)
            ? figure
            : null;

    public static long Number(JsonCursor value) => value.TryGetInt64(out var number) ? number : 0;

    public void Dispose() => _tape.Return();

    // One sum per receipt: attempts at sources of another currency than the last one's have their cost on the receipt only.
    private void ReadUpstreamCost()
    {
        UpstreamCost = null;
        UpstreamCurrency = LastAttempt["cost_currency"u8].GetString();
        foreach (var attempt in _attempts)
        {
            if (Figure(attempt["cost"u8]) is { } cost && attempt["cost_currency"u8].GetString() is { } currency)
            {
                UpstreamCurrency ??= currency;
                UpstreamCost = currency == UpstreamCurrency ? (UpstreamCost ?? 0) + cost : UpstreamCost;
            }
        }

        UpstreamCurrency = UpstreamCost is null ? null : UpstreamCurrency;
    }
}
