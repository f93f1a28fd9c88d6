namespace NextModel.Reporting.Statements;

/// <summary>
/// What one month of an organization, team or project came to. Sums are exact first and rounded once, half-even, to the currency's minor
/// unit: each line for itself, and the total for itself; what lies between them is the remainder. Taxes are in none of it.
/// </summary>
public sealed record Statement
{
    public string Object { get; init; } = "statement";

    /// <summary>Id of the organization.</summary>
    public required string Organization { get; init; }

    public required string OrganizationName { get; init; }

    /// <summary>Id of the team; left out for a whole organization.</summary>
    public string? Team { get; init; }

    public string? TeamName { get; init; }

    /// <summary>Id of the project; left out for a whole organization or team.</summary>
    public string? Project { get; init; }

    public string? ProjectName { get; init; }

    /// <summary>Such as <c>2026-11</c>.</summary>
    public required string Month { get; init; }

    public required string TimeZone { get; init; }

    /// <summary>First instant of the month, as clocks in the zone show it.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>First instant of the next month.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>False while the month lasts.</summary>
    public required bool Final { get; init; }

    /// <summary>One for each currency that something was charged in.</summary>
    public required IReadOnlyList<StatementSection> Currencies { get; init; }

    /// <summary>Movements of prepaid credit; only for a whole organization that has any.</summary>
    public StatementCredit? Credit { get; init; }
}
