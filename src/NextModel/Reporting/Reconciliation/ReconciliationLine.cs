namespace NextModel.Reporting.Reconciliation;

/// <summary>One comparison of a report. Differences are the provider's figure less ours.</summary>
public sealed record ReconciliationLine
{
    public required LineKind Kind { get; init; }

    public required DifferenceClass Class { get; init; }

    public required Confidence Confidence { get; init; }

    /// <summary>Of a call: the receipt; null when there is none.</summary>
    public string? Receipt { get; init; }

    public int? Attempt { get; init; }

    /// <summary>Of a call: the provider's id; null when it has none.</summary>
    public string? ProviderId { get; init; }

    /// <summary>Of a cut stream: whether the provider charged for it.</summary>
    public bool? Billed { get; init; }

    /// <summary>Of totals: the stretch of time, in Unix milliseconds.</summary>
    public long Start { get; init; }

    /// <summary>End of it, not included.</summary>
    public long End { get; init; }

    /// <summary>Of totals: the model, or <c>*</c> for all.</summary>
    public string? Model { get; init; }

    public string? Key { get; init; }

    public TokenClasses TokensDelta { get; init; }

    public TokenGrouping Grouping { get; init; }

    /// <summary>Null when the provider does not count requests.</summary>
    public long? RequestsDelta { get; init; }

    /// <summary>What the receipts expect; null when the line is not about money, or currencies differ.</summary>
    public decimal? Ours { get; init; }

    /// <summary>What the provider charged.</summary>
    public decimal? Provider { get; init; }

    /// <summary>Null when the line is not about money.</summary>
    public decimal? CostDelta => Kind == LineKind.Tokens ? null : (Provider ?? 0) - (Ours ?? 0);

    /// <summary>Part of the difference that comes of other tokens.</summary>
    public decimal? VolumeEffect { get; init; }

    /// <summary>The rest of it.</summary>
    public decimal? PriceEffect { get; init; }

    /// <summary>Of the amounts; null when the line is not about money.</summary>
    public string? Currency { get; init; }

    /// <summary>Attempts that the provider counted at the other side of the boundary.</summary>
    public IReadOnlyList<string> Moved { get; init; } = [];

    /// <summary>Failed attempts that explain the difference.</summary>
    public IReadOnlyList<string> Attempts { get; init; } = [];

    /// <summary>Receipts of the stretch, the first of them.</summary>
    public IReadOnlyList<string> Receipts { get; init; } = [];

    /// <summary>How many attempts the stretch has.</summary>
    public long AttemptCount { get; init; }
}
