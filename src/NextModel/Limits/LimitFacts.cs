using NextModel.Audit;
using NextModel.Billing;

namespace NextModel.Limits;

/// <summary>Budgets and rate limits as the audit trail states them.</summary>
internal static class LimitFacts
{
    public static string Of(Budget budget) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, budget.Name);
        json.WriteString("scope"u8, LimitWords.Of(budget.Scope));
        json.WriteString("scope_id"u8, budget.ScopeId);
        json.WriteString("model"u8, budget.Model);
        json.WriteString("workload"u8, budget.Workload);
        json.WriteString("limit"u8, Money.FormatNanos(budget.LimitNano));
        json.WriteBoolean("hard"u8, budget.IsHard);
        json.WriteString("window"u8, LimitWords.Of(budget.Period));
        json.WriteString("time_zone"u8, budget.TimeZone);
        json.WriteStartArray("thresholds"u8);
        foreach (var percent in budget.Thresholds.Percents)
        {
            json.WriteNumberValue(percent);
        }

        json.WriteEndArray();
    });

    /// <summary>What had been counted, for what changes that and not the budget.</summary>
    public static string Of(BudgetState state) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, state.Budget.Name);
        json.WriteString("window_started_at"u8, state.Window.Start);
        json.WriteString("settled"u8, Money.FormatNanos(state.SettledNano));
        json.WriteString("unknown"u8, Money.FormatNanos(state.UnknownNano));
    });

    /// <summary>Null where nothing is limited.</summary>
    public static string? Of(RateLimits limits) => limits.IsEmpty ? null : AuditFacts.Write(json =>
    {
        json.WriteCount("requests_per_minute", limits.RequestsPerMinute);
        json.WriteCount("tokens_per_minute", limits.TokensPerMinute);
        json.WriteCount("concurrent", limits.Concurrent);
    });
}
