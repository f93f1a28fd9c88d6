using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;

namespace NextModel.Gateway.OpenAI;

/// <summary>The filters of receipts and usage, by the names they have in queries.</summary>
internal static class ReceiptFilterWords
{
    /// <summary>The filters whose values are not ids of the tenancy.</summary>
    public static readonly string[] Plain = ["environment", "workload", "model", "source", "serve_mode", "outcome"];

    /// <summary>The filter with one more restriction; null when the value is none, or the name no filter.</summary>
    public static ReceiptFilter? Apply(ReceiptFilter filter, string name, string value) => name switch
    {
        "project" => filter with { ProjectId = value },
        "team" => filter with { TeamId = value },
        "key" => filter with { KeyId = value },
        "environment" => filter with { Environment = value },
        "workload" => filter with { Workload = value },
        "model" => filter with { Model = value },
        "source" => filter with { SourceId = value },
        "serve_mode" => ServeModeOf(value) is { } mode ? filter with { ServeMode = mode } : null,
        "outcome" => OutcomeOf(value) is { } outcome ? filter with { Outcome = outcome } : null,
        _ => null,
    };

    /// <summary>Why <see cref="Apply"/> took a value of one of its filters for none.</summary>
    public static string Explain(string name, string value) => name == "serve_mode"
        ? $"'{Header.Show(value)}' is neither fresh nor exact_cache."
        : $"'{Header.Show(value)}' is not one of completed, caller_left, upstream_failed, upstream_broke, interrupted.";

    private static ServeMode? ServeModeOf(string value) => value switch
    {
        "fresh" => ServeMode.Fresh,
        "exact_cache" => ServeMode.ExactCache,
        _ => null,
    };

    private static RequestOutcome? OutcomeOf(string value) => value switch
    {
        "completed" => RequestOutcome.Completed,
        "caller_left" => RequestOutcome.CallerLeft,
        "upstream_failed" => RequestOutcome.UpstreamFailed,
        "upstream_broke" => RequestOutcome.UpstreamBroke,
        "interrupted" => RequestOutcome.Interrupted,
        _ => null,
    };
}
