using NextModel.Billing;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Policies;
using NextModel.Providers;

namespace NextModel.Ledger;

/// <summary>
/// The facts of one request, gathered on its way through the pipeline, each set once; what its receipt is written from.
/// </summary>
public sealed class LedgerEntry
{
    /// <summary>The request's identity: <c>req_</c> and <c>rcpt_</c> in front of the same 32 hex digits.</summary>
    public required Guid Id { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public required Caller Caller { get; init; }

    public required Operation Operation { get; init; }

    public required bool Stream { get; init; }

    /// <summary>The label of the request, else of its key; may be empty.</summary>
    public required string Workload { get; init; }

    public required string RequestedModel { get; init; }

    /// <summary>What its caller says of the trace it belongs to (W3C <c>traceparent</c>), unchecked; null when nothing. Not on the receipt.</summary>
    public string? TraceParent { get; init; }

    /// <summary>The public name of the model that served; what answers and <c>x-nextmodel-model</c> show.</summary>
    public string EffectiveModel { get; set; } = "";

    /// <summary>The entry of the admin API that says what that model is; null where nextmodel.yaml or the catalog does.</summary>
    public string? ModelVersion { get; set; }

    /// <summary>The offer that served, or the last one tried.</summary>
    public Offer? Offer { get; set; }

    /// <summary>The service tier it was served in, where the offer's price depends on it; null for the usual one.</summary>
    public string? ServiceTier { get; set; }

    public ServeMode ServeMode { get; set; } = ServeMode.Fresh;

    public RequestOutcome Outcome { get; set; }

    public CacheFacts Cache { get; set; }

    public Usage Usage { get; set; }

    /// <summary>What the answer is counted in besides tokens; null where in tokens only, or where nothing says how many.</summary>
    public MeteredUnits? Units { get; set; }

    /// <summary>Output tokens given to the caller.</summary>
    public long ServedTokens { get; set; }

    /// <summary>Input and output at providers, all attempts together.</summary>
    public long ConsumedTokens { get; set; }

    /// <summary>Tokens that were priced.</summary>
    public long BillableTokens { get; set; }

    /// <summary>Input and output copied from the cache.</summary>
    public long ReplayedTokens { get; set; }

    public Charge? Charge { get; set; }

    /// <summary>What it holds of the budgets that count it and of its organization's credit; null when nothing does.</summary>
    public BudgetReservation? Reservation { get; set; }

    /// <summary>The rule that decided about it; null when no policy rules its caller.</summary>
    public PolicyMark? Policy { get; set; }

    /// <summary>The other rules, of the same caller's policies, that held for it.</summary>
    public IReadOnlyList<PolicyMark> AlsoMatched { get; set; } = [];

    public List<Attempt> Attempts { get; } = [];

    /// <summary>SHA-256 of the canonical received body without <c>stream</c> and <c>stream_options</c>.</summary>
    public Digest? RequestHash { get; set; }

    /// <summary>SHA-256 of the RFC 8785 form of the answer without <c>usage</c>; null without one. Receipts show it only keyed.</summary>
    public Digest? ResponseHash { get; set; }

    public int TotalMilliseconds { get; set; }

    public int? FirstByteMilliseconds { get; set; }

    /// <summary>Total time less the time spent waiting for sources.</summary>
    public int GatewayMilliseconds { get; set; }
}
