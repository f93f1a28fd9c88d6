using System.Globalization;
using NextModel.Billing;
using NextModel.Limits;

namespace NextModel.Gateway.Declaring;

/// <summary>Writes budgets and rate limits as lines of a declarative file.</summary>
internal sealed class LimitsWriter(LimitBook book, BudgetKeeper budgets, Func<string, string> quote)
{
    /// <summary>The list of budgets of one object, its items indented by two; nothing where there are none.</summary>
    public IEnumerable<string> Budgets(string scopeId)
    {
        var found = budgets.States().Select(s => s.Budget).Where(b => b.ScopeId == scopeId).OrderBy(b => b.Name, StringComparer.Ordinal).ToList();
        return found.Count == 0 ? [] : found.Select(b => "  - " + Budget(b)).Prepend("budgets:");
    }

    /// <summary>The rate limits of a key or project; null where there are none.</summary>
    public string? Rates(string scopeId)
    {
        var limits = book.FindRates(scopeId).Limits;
        var parts = new List<string>();
        Add("requests_per_minute", limits.RequestsPerMinute);
        Add("tokens_per_minute", limits.TokensPerMinute);
        Add("concurrent", limits.Concurrent);
        return parts.Count == 0 ? null : $"rate_limits: {{ {string.Join(", ", parts)} }}";

        void Add(string name, long? count)
        {
            if (count is { } number)
            {
                parts.Add(string.Create(CultureInfo.InvariantCulture, $"{name}: {number}"));
            }
        }
    }

    private string Budget(Budget budget)
    {
        var limit = Money.FromNanos(budget.LimitNano).ToString("0.#########", CultureInfo.InvariantCulture);
        var filters = (budget.Model is null ? "" : $", model: {quote(budget.Model)}") + (budget.Workload is null ? "" : $", workload: {quote(budget.Workload)}");
        return $"{{ name: {quote(budget.Name)}, limit: {limit}, window: {LimitWords.Of(budget.Period)}, time_zone: {quote(budget.TimeZone)}, "
            + $"hard: {(budget.IsHard ? "true" : "false")}, thresholds: [{string.Join(", ", budget.Thresholds.Percents)}]{filters} }}";
    }
}
