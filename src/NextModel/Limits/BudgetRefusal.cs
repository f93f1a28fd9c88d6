using System.Globalization;
using NextModel.Billing;
using NextModel.Errors;

namespace NextModel.Limits;

/// <summary>Says that a request does not fit into a budget: which one, what is left, and when it resets.</summary>
internal static class BudgetRefusal
{
    public static GatewayError Exceeded(BudgetState state, long wantedNano)
    {
        var budget = state.Budget;
        var cost = wantedNano == long.MaxValue ? "more than any budget allows" : $"up to {Money.FormatNanos(wantedNano)}";
        var held = state.ReservedNano > 0 ? $", {Money.FormatNanos(state.ReservedNano)} of it held for requests in flight," : "";
        var reset = state.Window.End is { } end ? $"It resets at {end.ToUniversalTime():yyyy-MM-ddTHH:mm:ssZ}" : "It does not reset";
        return new GatewayError(
            GatewayErrorCode.BudgetExceeded,
            string.Create(
                CultureInfo.InvariantCulture,
                $"This request may cost {cost}, and the budget {budget.WireId} of its {LimitWords.Of(budget.Scope)} has {Money.FormatNanos(state.RemainingNano)} of ")
            + $"{Money.FormatNanos(budget.LimitNano)} left{held} for this {Word(budget.Period)}. {reset} ({budget.TimeZone}). Ask for fewer output tokens, "
            + "send 'x-nextmodel-budget-hint: clamp' to get as many as it pays for, or have the limit raised.")
        {
            ShouldRetry = false,
        };
    }

    private static string Word(BudgetPeriod period) => period == BudgetPeriod.Total ? "lifetime" : LimitWords.Of(period);
}
