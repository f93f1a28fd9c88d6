using NextModel.Billing;
using NextModel.Catalog;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Policies;

namespace NextModel.Routing;

/// <summary>What choosing between targets may look at.</summary>
/// <param name="Decision">What the policies say.</param>
/// <param name="Question">The request as they were asked about it.</param>
/// <param name="Currency">The ledger currency, in which prices are compared.</param>
/// <param name="Rates">Rates by (price currency, ledger currency).</param>
public sealed record RouteFacts(
    PolicyDecision Decision, PolicyQuestion Question, string Currency, IReadOnlyDictionary<(string From, string To), FxRate> Rates)
{
    /// <summary>Output tokens an answer is taken to have where the request does not bound it.</summary>
    public const long ExpectedOutputTokens = 500;

    /// <summary>Measurements that a figure must rest on before anything is decided by it.</summary>
    public const int FewestSamples = 20;

    /// <summary>The request itself; null where only its receipt is left.</summary>
    public InferenceRequest? Request { get; init; }

    /// <summary>When the request began: prices may depend on it.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>What a weighted draw begins with: the same bytes draw the same.</summary>
    public ReadOnlyMemory<byte> Seed { get; init; }

    /// <summary>Health and latency of targets; null where nothing measured shall count.</summary>
    public TargetBook? Targets { get; init; }

    /// <summary>Share of the list price that a request under the organization's own credential costs, 0 to 1.</summary>
    public decimal ByokFee { get; init; }

    public Caller Caller => Question.Caller;

    /// <summary>About how many output tokens it will have, all choices together.</summary>
    public long OutputTokens { get; init; } = ExpectedOutputTokens;

    /// <summary>What an offer asks of this request: its figures for the time, the length of the input and the service tier; null when nobody knows.</summary>
    public Price? PriceOf(Offer offer)
    {
        ArgumentNullException.ThrowIfNull(offer);
        return offer.Price?.For(At, Question.InputTokens, Request?.ServiceTier);
    }

    /// <summary>How fast an offer has been with requests like this one: first output for a stream, the whole answer for JSON.</summary>
    /// <returns>Null when fewer than <see cref="FewestSamples"/> were measured.</returns>
    public LatencyReading? LatencyOf(Offer offer)
    {
        if (Targets is null || Request is null)
        {
            return null;
        }

        var (latency, size) = (Targets.Of(offer).Latency, InputSizes.Of(Request.Size));
        var reading = Request.Stream ? latency.FirstByte(size) : latency.Total(size);
        return reading.Samples < FewestSamples ? null : reading;
    }
}
