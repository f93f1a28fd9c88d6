namespace NextModel.Reporting.Statements;

/// <summary>What was charged in one currency. Amounts are text: exact ones with 9 decimals, others with the currency's own.</summary>
public sealed record StatementSection
{
    public required string Currency { get; init; }

    public required IReadOnlyList<StatementLine> Lines { get; init; }

    /// <summary>The exact sum of fresh answers.</summary>
    public required string Fresh { get; init; }

    /// <summary>The exact sum of replays.</summary>
    public required string Replayed { get; init; }

    /// <summary>What replays would have cost more as fresh answers, exact.</summary>
    public required string Saved { get; init; }

    /// <summary>The exact sum of all lines.</summary>
    public required string ExactTotal { get; init; }

    /// <summary>The total less the lines as they are rounded.</summary>
    public required string Remainder { get; init; }

    /// <summary>The exact sum, rounded once.</summary>
    public required string Total { get; init; }
}
