using NextModel.Billing;
using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Limits;

/// <summary>What budgets and rate limits must look like, whichever way they are told.</summary>
public static class LimitRules
{
    /// <summary>A name of up to 100 characters. Empty is not refused: who makes a budget then calls it something.</summary>
    public static GatewayError? CheckName(string name) => name.Length > TenancyRules.MaxNameLength || name.Any(char.IsControl)
        ? Bad($"'name' may have up to {TenancyRules.MaxNameLength} characters, none of them control characters.", "name")
        : null;

    /// <summary>A zone of the IANA data of this machine.</summary>
    public static GatewayError? CheckZone(string zone) => BudgetCalendar.Find(zone, BudgetPeriod.Day) is null
        ? Bad($"There is no time zone '{Shorten(zone)}'. Use an IANA name such as Europe/London or UTC.", "time_zone")
        : null;

    /// <summary>An amount of 0 and up in 10⁻⁹ units.</summary>
    public static GatewayError? CheckAmount(decimal amount, string name, out long nano)
    {
        nano = 0;
        return amount < 0 || Money.Round(amount) != amount || !Money.TryToNanos(amount, out nano)
            ? Bad($"'{name}' is {amount}; it must be 0 to {Money.FormatAmount(Money.MaxAmount)} with at most 9 decimals.", name)
            : null;
    }

    /// <summary>Limits of 1 to <see cref="RateLimits.Most"/>; null is without limit.</summary>
    public static Result<RateLimits> Rates(long? requestsPerMinute, long? tokensPerMinute, long? concurrent)
    {
        foreach (var (name, value) in (ReadOnlySpan<(string, long?)>)
            [("requests_per_minute", requestsPerMinute), ("tokens_per_minute", tokensPerMinute), ("concurrent", concurrent)])
        {
            if (value is < 1 or > RateLimits.Most)
            {
                return Bad($"'{name}' is {value}; it must be 1 to {RateLimits.Most}, or left out for no limit.", name);
            }
        }

        return new RateLimits(requestsPerMinute, tokensPerMinute, (int?)concurrent);
    }

    internal static GatewayError Bad(string message, string param) => new(GatewayErrorCode.InvalidRequest, message, param);

    internal static string Shorten(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
