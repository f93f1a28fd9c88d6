using NextModel.Billing;
using NextModel.Reporting;

namespace NextModel.Web.Dashboard.Overview;

/// <summary>Sums of receipts as pages show them: what was charged, how often, and what replays saved.</summary>
/// <param name="Requests">Receipts.</param>
/// <param name="Replays">Those of them that were replays.</param>
/// <param name="Failures">Those of them that no source answered, or not to the end.</param>
/// <param name="Fresh">Charged for real calls.</param>
/// <param name="Exact">Charged for replays.</param>
/// <param name="Saved">What the replays would have cost fresh, less what they cost.</param>
public readonly record struct Spend(long Requests, long Replays, long Failures, decimal Fresh, decimal Exact, decimal Saved)
{
    public decimal Charged => Fresh + Exact;

    /// <summary>Share of replays, 0 to 1; 0 without requests.</summary>
    public decimal ExactShare => Requests == 0 ? 0 : (decimal)Replays / Requests;

    /// <summary>Share of real calls that failed, 0 to 1; 0 without any.</summary>
    public decimal FailureShare => Requests == Replays ? 0 : (decimal)Failures / (Requests - Replays);

    public static Spend operator +(Spend left, Spend right) => new(
        left.Requests + right.Requests, left.Replays + right.Replays, left.Failures + right.Failures, left.Fresh + right.Fresh, left.Exact + right.Exact, left.Saved + right.Saved);

    public static Spend Add(Spend left, Spend right) => left + right;

    /// <summary>Sums of one serve mode and one outcome.</summary>
    public static Spend Of(in UsageSums sums, bool isReplay, bool isFailure)
    {
        var amount = Money.FromNanos(sums.AmountNano);
        return isReplay
            ? new Spend(sums.Requests, sums.Requests, 0, 0, amount, Money.FromNanos(sums.ListAmountNano) - amount)
            : new Spend(sums.Requests, 0, isFailure ? sums.Requests : 0, amount, 0, 0);
    }
}
