namespace NextModel.Reporting.Reconciliation;

/// <summary>One attempt of a receipt at the provider whose file is compared: what we expect on the bill.</summary>
public sealed record ExpectedAttempt
{
    /// <summary>Id of the receipt.</summary>
    public required string Receipt { get; init; }

    /// <summary>The attempt's number on it, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>Place of the receipt in the ledger: the order of lines.</summary>
    public required long Order { get; init; }

    /// <summary>What the provider calls the model.</summary>
    public required string Model { get; init; }

    /// <summary>The provider's name of the credential; null when it is not known or not compared.</summary>
    public string? Key { get; init; }

    public TokenClasses Tokens { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long Start { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long End { get; init; }

    public required AttemptEnd Outcome { get; init; }

    /// <summary>Whether the provider counted the tokens itself, in its answer.</summary>
    public bool CountedByProvider { get; init; }

    /// <summary>By the price of that moment; null when the price was not known.</summary>
    public decimal? Cost { get; init; }

    public string Currency { get; init; } = "USD";

    /// <summary>Id in the provider's answer.</summary>
    public string? ResponseId { get; init; }

    /// <summary>Id in the provider's header.</summary>
    public string? RequestId { get; init; }

    /// <summary>Output bound that was sent; null when none was.</summary>
    public long? MaxOutput { get; init; }

    /// <summary>Tokens of the attempt of the same receipt that ended well, on one that failed; null without such a sibling.</summary>
    public TokenClasses? Sibling { get; init; }

    /// <summary>True for what is counted and expected on the bill.</summary>
    public bool IsExpected => Outcome is AttemptEnd.Ok or AttemptEnd.Aborted;

    /// <summary>True when nobody but us counted what was used before the stop.</summary>
    public bool IsEstimatedAbort => Outcome == AttemptEnd.Aborted && !CountedByProvider;

    /// <summary>Receipt and number, as reports name it.</summary>
    public string Name => $"{Receipt}#{Number}";
}
