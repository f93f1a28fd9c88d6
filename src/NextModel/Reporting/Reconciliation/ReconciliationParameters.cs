namespace NextModel.Reporting.Reconciliation;

/// <summary>What a report is made with; all of it is in the report.</summary>
public sealed record ReconciliationParameters
{
    /// <summary>The provider's word, such as <c>openai</c>.</summary>
    public required string Provider { get; init; }

    /// <summary>Only what ended at or after; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only what ended before.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The provider's figures are final up to here; null: all of them.</summary>
    public DateTimeOffset? FinalThrough { get; init; }

    /// <summary>How far from a boundary a call may be counted at the other side, 0 to 60 minutes.</summary>
    public int EdgeMinutes { get; init; } = 5;

    /// <summary>Smallest step of the provider's amounts.</summary>
    public decimal CostQuantum { get; init; } = 0.000001m;

    /// <summary>Tokens of a stretch may differ by so many percent, 0 to 10.</summary>
    public decimal TokenTolerancePercent { get; init; }

    /// <summary>Whether lines are told apart by key.</summary>
    public bool CompareKeys { get; init; }

    /// <summary>Ids of the sources whose attempts are compared.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>Whose account: <c>platform</c>, or ids of credentials of an organization's own; none for all.</summary>
    public IReadOnlyList<string> Credentials { get; init; } = [];

    /// <summary>The provider's names of our keys, by source; the empty source stands for all.</summary>
    public IReadOnlyDictionary<string, string> Keys { get; init; } = new Dictionary<string, string>();

    /// <summary>What the provider calls models in the file, by what we call it.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>();

    /// <summary>Prices per model that tell the effect of other tokens from the effect of another price.</summary>
    public IReadOnlyDictionary<string, TokenPrices> Prices { get; init; } = new Dictionary<string, TokenPrices>();

    /// <summary>What the provider's invoice of this time says, without tax; null when there is none to check.</summary>
    public decimal? Invoice { get; init; }

    /// <summary>Id of the report that this one goes on from; null for none.</summary>
    public string? Previous { get; init; }
}
