using NextModel.Billing;
using NextModel.Inference;
using NextModel.Metering;
using NextModel.Providers;

namespace NextModel.Ledger;

/// <summary>How receipts spell the closed lists. The spelling is part of every hash: it never changes.</summary>
public static class ReceiptWords
{
    public static string Of(ServeMode mode) => mode switch
    {
        ServeMode.Fresh => "fresh",
        ServeMode.ExactCache => "exact_cache",
        _ => throw Unknown(mode),
    };

    public static string Of(RequestOutcome outcome) => outcome switch
    {
        RequestOutcome.Completed => "completed",
        RequestOutcome.CallerLeft => "caller_left",
        RequestOutcome.UpstreamFailed => "upstream_failed",
        RequestOutcome.UpstreamBroke => "upstream_broke",
        RequestOutcome.Interrupted => "interrupted",
        _ => throw Unknown(outcome),
    };

    public static string Of(UsageSource source) => source switch
    {
        UsageSource.None => "none",
        UsageSource.Provider => "provider",
        UsageSource.Estimated => "estimated",
        UsageSource.Replayed => "replayed",
        _ => throw Unknown(source),
    };

    public static string Of(BillingBasis basis) => basis switch
    {
        BillingBasis.None => "none",
        BillingBasis.ListPrice => "list_price",
        BillingBasis.ExactCacheDiscount => "exact_cache_discount",
        BillingBasis.Unpriced => "unpriced",
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
