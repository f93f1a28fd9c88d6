using System.Globalization;
using NextModel.Billing;
using NextModel.Errors;

namespace NextModel.Credits;

/// <summary>Says that an organization's credit does not cover a request: what is left, and what to do.</summary>
internal static class CreditRefusal
{
    public static GatewayError Insufficient(CreditState state, long wantedNano)
    {
        var cost = wantedNano == long.MaxValue ? "more than any credit allows" : $"up to {Money.FormatNanos(wantedNano)}";
        var held = state.ReservedNano > 0 ? $", after {Money.FormatNanos(state.ReservedNano)} that is held for requests in flight" : "";
        return new GatewayError(
            GatewayErrorCode.InsufficientCredit,
            string.Create(
                CultureInfo.InvariantCulture,
                $"This request may cost {cost} {state.Currency}, and the organization's prepaid credit has {Money.FormatNanos(state.AvailableNano)} left{held}. ")
            + "Top up, ask for fewer output tokens, or send 'x-nextmodel-budget-hint: clamp' to get as many as it pays for.")
        {
            ShouldRetry = false,
        };
    }
}
