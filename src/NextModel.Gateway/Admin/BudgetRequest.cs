using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/budgets</c>, and of <c>PATCH …/{id}</c>, which changes name, limit, hard and thresholds only.</summary>
public sealed record BudgetRequest
{
    /// <summary>Organization, by name or id; the administrator's own, or <c>default</c>, unless given.</summary>
    public string? Organization { get; init; }

    /// <summary><c>organization</c>, <c>team</c>, <c>project</c> or <c>key</c>.</summary>
    public string? Scope { get; init; }

    /// <summary>The team or project by name or id, or the key by id; left out for an organization.</summary>
    public string? ScopeId { get; init; }

    /// <summary>What people call it, once in its scope; its window and filters unless given.</summary>
    public string? Name { get; init; }

    /// <summary>Counts this model only.</summary>
    public string? Model { get; init; }

    /// <summary>Counts this workload label only.</summary>
    public string? Workload { get; init; }

    /// <summary>What may be spent in a window, in the organization's currency; 0 and up, at most 9 decimals.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public decimal? Limit { get; init; }

    /// <summary>True refuses what does not fit; false only counts.</summary>
    public bool? Hard { get; init; }

    /// <summary>Percents of the limit, 1 to 1000, at which the organization's webhooks are told; at most 10.</summary>
    public IReadOnlyList<int>? Thresholds { get; init; }

    /// <summary><c>day</c>, <c>week</c>, <c>month</c> or <c>total</c>.</summary>
    public string? Window { get; init; }

    /// <summary>IANA time zone of the windows.</summary>
    public string? TimeZone { get; init; }
}
