using System.Globalization;
using NextModel.Billing;
using NextModel.Configuration;
using NextModel.Limits;

namespace NextModel.Gateway.Declaring;

/// <summary>Budgets and rate limits, and their differences, in words for a plan.</summary>
internal static class LimitChanges
{
    public static string Describe(DeclaredBudget budget)
    {
        var filters = string.Concat(budget.Model is null ? "" : $", model {budget.Model}", budget.Workload is null ? "" : $", workload {budget.Workload}");
        return $"{Amount(budget.LimitNano)} {(budget.Period == BudgetPeriod.Total ? "in total" : "a " + LimitWords.Of(budget.Period))}, {budget.TimeZone}, "
            + Hardness(budget.IsHard) + filters;
    }

    /// <summary>Empty where both count the same.</summary>
    public static string OfWhatCounts(Budget before, DeclaredBudget after) => Join(
        Change("model", before.Model ?? "all", after.Model ?? "all"),
        Change("workload", before.Workload ?? "all", after.Workload ?? "all"),
        Change("window", LimitWords.Of(before.Period), LimitWords.Of(after.Period)),
        Change("time_zone", before.TimeZone, after.TimeZone));

    /// <summary>Empty where limit, hardness and thresholds are the same.</summary>
    public static string OfLimit(Budget before, DeclaredBudget after) => Join(
        Change("limit", Amount(before.LimitNano), Amount(after.LimitNano)), Change("hard", Hardness(before.IsHard), Hardness(after.IsHard)),
        Change("thresholds", $"[{before.Thresholds}]", $"[{after.Thresholds}]"));

    public static string Describe(RateLimits before, RateLimits after) => Join(
        Change("requests_per_minute", Count(before.RequestsPerMinute), Count(after.RequestsPerMinute)),
        Change("tokens_per_minute", Count(before.TokensPerMinute), Count(after.TokensPerMinute)),
        Change("concurrent", Count(before.Concurrent), Count(after.Concurrent)));

    private static string Amount(long nano) => Money.FromNanos(nano).ToString("0.#########", CultureInfo.InvariantCulture);

    private static string Count(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "none";

    private static string Hardness(bool isHard) => isHard ? "hard" : "only counts";

    private static string Change(string what, string before, string after) => before == after ? "" : $"{what} {before} → {after}";

    private static string Join(params IEnumerable<string> changes) => string.Join(", ", changes.Where(c => c.Length > 0));
}
