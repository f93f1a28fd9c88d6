namespace NextModel.Reporting.Statements;

/// <summary>A model's fresh answers of the month, or its replays.</summary>
public sealed record StatementLine
{
    public required string Model { get; init; }

    /// <summary><c>fresh</c> or <c>exact_cache</c>.</summary>
    public required string ServeMode { get; init; }

    public required long Requests { get; init; }

    public required long InputTokens { get; init; }

    public required long OutputTokens { get; init; }

    /// <summary>With 9 decimals.</summary>
    public required string ExactAmount { get; init; }

    /// <summary>The exact amount, rounded half-even to the currency's minor unit.</summary>
    public required string Amount { get; init; }

    /// <summary>The list amount less the amount, with 9 decimals.</summary>
    public required string Saved { get; init; }
}
