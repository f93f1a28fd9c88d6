namespace CacheSafety.Costing;

/// <summary>Money of one cache over the cases, in USD for 1,000 requests.</summary>
public sealed record CostFigures
{
    /// <summary>Without a cache.</summary>
    public decimal FreshPerThousand { get; init; }

    /// <summary>What right hits save whoever pays upstream, less the overhead.</summary>
    public decimal SavedPerThousand { get; init; }

    /// <summary>Lower end of the 95 % interval of <see cref="SavedPerThousand"/>, by the clustered bootstrap.</summary>
    public decimal SavedLow { get; init; }

    public decimal SavedHigh { get; init; }

    /// <summary>What callers save at the replay price.</summary>
    public decimal CustomerSavedPerThousand { get; init; }

    /// <summary>Saved share of the fresh cost; null when nothing costs anything.</summary>
    public double? SavingRate { get; init; }

    /// <summary>Spend and penalties together.</summary>
    public decimal ExpectedPerThousand { get; init; }

    public double BadPerThousand { get; init; }

    /// <summary>The penalty of a bad hit above which the cache costs more than it saves; null without bad hits.</summary>
    public decimal? BreakEvenPenalty { get; init; }
}
