using System.Globalization;
using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Reporting.ProviderFiles;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Gateway.Reconciling;

/// <summary>What somebody asks of a reconciliation, in words, for the command line and the API alike.</summary>
public sealed record ReconciliationTerms
{
    private const int MaxEdgeMinutes = 60;
    private const decimal MaxTolerance = 10;

    /// <summary>The provider's word.</summary>
    public required string Provider { get; init; }

    /// <summary>Ids of sources; the provider's own unless given.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary><c>platform</c>, or ids of an organization's own credentials; all unless given.</summary>
    public IReadOnlyList<string> Credentials { get; init; } = [];

    /// <summary>What the provider calls our keys: <c>NAME</c> for all sources, <c>SOURCE=NAME</c> for one.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>What the file calls models: <c>OURS=THEIRS</c>.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>Up to when the provider's figures are final; by the provider's usual time unless given.</summary>
    public string? FinalThrough { get; init; }

    public string? EdgeMinutes { get; init; }

    public string? CostQuantum { get; init; }

    /// <summary>Percent of tokens.</summary>
    public string? Tolerance { get; init; }

    /// <summary>Offset from UTC of the days in the file.</summary>
    public string? Zone { get; init; }

    public bool DecimalComma { get; init; }

    /// <summary>What the provider's invoice says, without tax.</summary>
    public string? Invoice { get; init; }

    /// <summary>Says what the columns mean; for files of no known format.</summary>
    public FileMapping? Mapping { get; init; }

    public string? Previous { get; init; }

    /// <summary>What the run is made with.</summary>
    public Result<ReconciliationParameters> ToParameters(GatewaySnapshot snapshot, DateTimeOffset now)
    {
        if (!ProviderSources.Providers.Contains(Provider))
        {
            return Bad("provider", $"is '{Header.Show(Provider)}'; it must be one of {string.Join(", ", ProviderSources.Providers)}.");
        }

        if (Provider == ProviderFileReader.Mapped && Mapping is null)
        {
            return Bad("mapping", "is needed for the provider 'mapped': it says what the columns of the file mean.");
        }

        IReadOnlyList<string> sources = Sources.Count > 0 ? Sources : ProviderSources.Of(snapshot, Provider);
        if (sources.Count == 0)
        {
            return Bad("source", $"is needed: no source here is known to be at {Provider}. './nextmodel offers' lists sources.");
        }

        if (!TryPairs(Keys, allowPlain: true, out var keys))
        {
            return Bad("key", "must be the provider's name of your key, or SOURCE=NAME.");
        }

        if (!TryPairs(Models, allowPlain: false, out var models))
        {
            return Bad("model", "must be OURS=THEIRS: what we call the model, and what the file calls it.");
        }

        return Numbers(new ReconciliationParameters
        {
            Provider = Provider,
            Sources = sources,
            Credentials = Credentials,
            Keys = keys,
            CompareKeys = keys.Count > 0,
            Models = models,
            FinalThrough = Settling.FinalThrough(Provider, now),
            Previous = Previous,
        });
    }

    /// <summary>How files are read.</summary>
    public Result<ImportSettings> ToSettings()
    {
        var zone = TimeSpan.Zero;
        return Zone is null || ZoneText.TryParse(Zone, out zone)
            ? new ImportSettings { Zone = Zone is null ? null : zone, DecimalComma = DecimalComma, Mapping = Mapping }
            : Bad("zone", $"is '{Header.Show(Zone)}'; it must be an offset from UTC such as +08:00.");
    }

    private Result<ReconciliationParameters> Numbers(ReconciliationParameters parameters)
    {
        foreach (var (name, text) in new[] { ("from", From), ("to", To), ("final_through", FinalThrough) })
        {
            if (text is null)
            {
                continue;
            }

            if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            {
                return Bad(name, $"is '{Header.Show(text)}'; it must be a time such as 2026-10-01T00:00:00Z, or a date.");
            }

            time = time.ToUniversalTime();
            parameters = name switch
            {
                "from" => parameters with { From = time },
                "to" => parameters with { To = time },
                _ => parameters with { FinalThrough = time },
            };
        }

        if (parameters.From >= parameters.To)
        {
            return Bad("to", "must be after 'from'.");
        }

        if (EdgeMinutes is not null && (!int.TryParse(EdgeMinutes, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) || minutes > MaxEdgeMinutes))
        {
            return Bad("edge_minutes", $"is '{Header.Show(EdgeMinutes)}'; it must be a whole number from 0 to {MaxEdgeMinutes}.");
        }

        parameters = EdgeMinutes is null ? parameters : parameters with { EdgeMinutes = int.Parse(EdgeMinutes, CultureInfo.InvariantCulture) };
        var (quantum, tolerance, invoice) = (parameters.CostQuantum, 0m, 0m);
        if (CostQuantum is not null && (!NumberText.TryRead(CostQuantum, false, out quantum) || quantum is < 0 or > 1))
        {
            return Bad("cost_quantum", $"is '{Header.Show(CostQuantum)}'; it must be a number from 0 to 1, such as 0.000001.");
        }

        if (Tolerance is not null && (!NumberText.TryRead(Tolerance, false, out tolerance) || tolerance is < 0 or > MaxTolerance))
        {
            return Bad("tolerance", $"is '{Header.Show(Tolerance)}'; it must be a percentage from 0 to {MaxTolerance}, such as 0.5.");
        }

        return Invoice is not null && !NumberText.TryRead(Invoice, false, out invoice)
            ? Bad("invoice", $"is '{Header.Show(Invoice)}'; it must be an amount without tax, such as 1234.56.")
            : parameters with { CostQuantum = quantum, TokenTolerancePercent = tolerance, Invoice = Invoice is null ? null : invoice };
    }

    private static bool TryPairs(IReadOnlyList<string> texts, bool allowPlain, out SortedDictionary<string, string> pairs)
    {
        pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at < 0 ? !allowPlain || text.Length == 0 : at == 0 || at == text.Length - 1)
            {
                return false;
            }

            pairs[at < 0 ? "" : text[..at]] = text[(at + 1)..];
        }

        return true;
    }

    private static GatewayError Bad(string name, string what) => new(GatewayErrorCode.InvalidRequest, $"'{name}' {what}", name);
}
