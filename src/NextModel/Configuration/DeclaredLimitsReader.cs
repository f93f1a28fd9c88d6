using System.Globalization;
using NextModel.Billing;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Configuration;

/// <summary>Reads budgets and rate limits of a declarative file.</summary>
internal static class DeclaredLimitsReader
{
    public static DeclaredBudget ReadBudget(YamlSection section)
    {
        var name = section.RequiredText("name");
        Report(section, "name", LimitRules.CheckName(name));
        var nano = 0L;
        if (section.RequiredText("limit").Length > 0 && section.Number("limit", 0, Money.MaxAmount) is { } limit)
        {
            Report(section, "limit", LimitRules.CheckAmount(limit, "limit", out nano));
        }

        var window = section.RequiredText("window");
        if (window.Length > 0 && LimitWords.Period(window) is null)
        {
            section.Report("window", $"'{window}' is not one of day, week, month, total.");
        }

        var zone = section.Text("time_zone") ?? "UTC";
        Report(section, "time_zone", LimitRules.CheckZone(zone));
        var workload = section.Text("workload");
        Report(section, "workload", workload is null ? null : TenancyRules.CheckLabel("workload", workload));
        var budget = new DeclaredBudget(section.Where, name, nano, LimitWords.Period(window) ?? BudgetPeriod.Total)
        {
            TimeZone = zone,
            IsHard = section.Flag("hard") ?? true,
            Model = section.Text("model"),
            Workload = workload,
            Thresholds = ReadThresholds(section),
        };
        section.RejectUnknown();
        return budget;
    }

    /// <summary>Null where the file does not say; an empty section limits nothing.</summary>
    public static RateLimits? ReadRates(YamlSection owner)
    {
        if (owner.Section("rate_limits") is not { } section)
        {
            return null;
        }

        var rates = new RateLimits(
            (long?)Count(section, "requests_per_minute"), (long?)Count(section, "tokens_per_minute"), (int?)Count(section, "concurrent"));
        section.RejectUnknown();
        return rates;
    }

    private static BudgetThresholds ReadThresholds(YamlSection section)
    {
        var texts = section.Texts("thresholds");
        var percents = texts.Select(t => int.TryParse(t, NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : 0).ToList();
        if (BudgetThresholds.Create(percents).TryGet(out var thresholds, out var problem))
        {
            return thresholds;
        }

        section.Report("thresholds", problem.Message);
        return BudgetThresholds.None;
    }

    private static decimal? Count(YamlSection section, string name)
    {
        var count = section.Number(name, 1, RateLimits.Most);
        if (count is { } number && number != decimal.Truncate(number))
        {
            section.Report(name, $"'{number}' is not a whole number.");
        }

        return count;
    }

    private static void Report(YamlSection section, string name, GatewayError? problem)
    {
        if (problem is not null)
        {
            section.Report(name, problem.Message);
        }
    }
}
