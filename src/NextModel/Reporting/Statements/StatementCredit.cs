namespace NextModel.Reporting.Statements;

/// <summary>How an organization's prepaid credit moved within a month, in its currency, with 9 decimals. What took from it is negative.</summary>
public sealed record StatementCredit
{
    public required string Currency { get; init; }

    /// <summary>The balance before the month.</summary>
    public required string Opening { get; init; }

    public required string TopUps { get; init; }

    public required string Promos { get; init; }

    public required string Refunds { get; init; }

    public required string Chargebacks { get; init; }

    public required string Adjustments { get; init; }

    public required string Reversals { get; init; }

    /// <summary>What was left of promos when they ended.</summary>
    public required string Expiries { get; init; }

    /// <summary>What requests drew.</summary>
    public required string Charges { get; init; }

    /// <summary>The balance at the end of the month, or now.</summary>
    public required string Closing { get; init; }
}
