namespace NextModel.Limits;

/// <summary>
/// What may be spent in a window. Scope, filters, period and zone say what it counts and never change; the limit and what happens at it
/// may.
/// </summary>
public sealed record Budget
{
    /// <summary>Budgets that one organization, team, project or key can have: an intent has room for four times as many.</summary>
    public const int MaxPerScope = 6;

    /// <summary>In front of the 32 hex digits of an id.</summary>
    public const string IdPrefix = "bud_";

    public required Guid Id { get; init; }

    public required string OrganizationId { get; init; }

    public required BudgetScope Scope { get; init; }

    /// <summary>Id of the organization, team, project or key.</summary>
    public required string ScopeId { get; init; }

    /// <summary>What people call it; once in its scope.</summary>
    public string Name { get; init; } = "";

    /// <summary>Counts this model only, by its catalog id; null counts all.</summary>
    public string? Model { get; init; }

    /// <summary>Counts requests with this workload label only; null counts all.</summary>
    public string? Workload { get; init; }

    /// <summary>What may be spent in one window, in 10⁻⁹ of the organization's currency; at least 0.</summary>
    public required long LimitNano { get; init; }

    /// <summary>True refuses what does not fit; false only counts.</summary>
    public bool IsHard { get; init; } = true;

    public required BudgetPeriod Period { get; init; }

    /// <summary>IANA name of the zone whose calendar the windows follow.</summary>
    public string TimeZone { get; init; } = "UTC";

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Where somebody wants to be told.</summary>
    public BudgetThresholds Thresholds { get; init; } = BudgetThresholds.None;

    /// <summary>Since when limit and thresholds are what they are: windows that had ended by then are told of no more.</summary>
    public DateTimeOffset ThresholdsSince { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;

    /// <summary>The id as clients see it.</summary>
    public string WireId => IdPrefix + Id.ToString("N");

    /// <summary>True when requests with this model and workload count.</summary>
    public bool Counts(string model, string workload) =>
        (Model is null || string.Equals(Model, model, StringComparison.Ordinal))
        && (Workload is null || string.Equals(Workload, workload, StringComparison.Ordinal));

    /// <summary>What a budget is called that nobody named: its window and what it is filtered by.</summary>
    public static string DefaultName(BudgetPeriod period, string? model, string? workload) =>
        string.Join(' ', new[] { LimitWords.Of(period), model, workload }.Where(part => part is not null));

    /// <summary>The id that <paramref name="text"/> spells.</summary>
    public static bool TryParseId(string? text, out Guid id)
    {
        id = default;
        return text is not null && text.StartsWith(IdPrefix, StringComparison.Ordinal)
            && Guid.TryParseExact(text.AsSpan(IdPrefix.Length), "N", out id);
    }
}
