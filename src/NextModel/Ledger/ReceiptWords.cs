using NextModel.Billing;
using NextModel.Providers;

namespace NextModel.Ledger;

/// <summary>How receipts spell the closed lists. The spelling is part of every hash: it never changes.</summary>
public static class ReceiptWords
{
    public static string Of(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Completed => "completed",
        RequestOutcome.CallerLeft => "caller_left",
        RequestOutcome.UpstreamFailed => "upstream_failed",
        RequestOutcome.UpstreamBroke => "upstream_broke",
        RequestOutcome.Interrupted => "interrupted",
        _ => throw Unknown(outcome),
    };

    public static string Of(BillingBasis basis) => basis switch
    {
        BillingBasis.None => "none",
        BillingBasis.ListPrice => "list_price",
        BillingBasis.ExactCacheDiscount => "exact_cache_discount",
        BillingBasis.Unpriced => "unpriced",
        BillingBasis.Byok => "byok",
        _ => throw Unknown(basis),
    };

    public static string Of(AttemptOutcome outcome) => outcome switch
    {
        AttemptOutcome.Pending => "pending",
        AttemptOutcome.Ok => "ok",
        AttemptOutcome.Unreachable => "unreachable",
        AttemptOutcome.Timeout => "timeout",
        AttemptOutcome.Failed => "failed",
        AttemptOutcome.Broke => "broke",
        AttemptOutcome.CallerLeft => "caller_left",
        AttemptOutcome.Unknown => "unknown",
        _ => throw Unknown(outcome),
    };

    private static ArgumentOutOfRangeException Unknown<T>(T value)
        where T : Enum => new(nameof(value), value, "Receipts have no word for this; add it to ReceiptWords.");
}
