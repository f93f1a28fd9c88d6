namespace NextModel.Reporting.Simulation;

/// <summary>What a draft policy would have made of requests that were served, as far as their receipts tell.</summary>
public sealed record SimulationResult
{
    /// <summary>Receipts completed at or after.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>Receipts completed before.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>False when there were more receipts than are read; the newest were.</summary>
    public required bool Complete { get; init; }

    /// <summary>Ledger currency of all amounts, ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>What was.</summary>
    public required SimulatedSide Before { get; init; }

    /// <summary>What would have been.</summary>
    public required SimulatedSide After { get; init; }

    /// <summary>Requests whose first target would have been another.</summary>
    public required long Moved { get; init; }

    /// <summary>Requests that would have been refused, by code and rule.</summary>
    public required IReadOnlyList<SimulatedRefusal> Refused { get; init; }

    /// <summary>What receipts cannot tell, and what was taken for true in its place; a sentence each.</summary>
    public required IReadOnlyList<string> NotKnown { get; init; }
}
