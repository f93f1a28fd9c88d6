using NextModel.Catalog;

namespace NextModel.Routing;

/// <summary>What is known of one model at one source: whether it is well, and how fast it has been.</summary>
public sealed class Target
{
    internal Target(string sourceId, string upstreamModel, RetryBudget retries, TimeProvider time)
    {
        SourceId = sourceId;
        UpstreamModel = upstreamModel;
        Retries = retries;
        Health = new TargetHealth(time);
        Latency = new TargetLatency(time);
    }

    public string SourceId { get; }

    /// <summary>What the source calls it.</summary>
    public string UpstreamModel { get; }

    public TargetHealth Health { get; }

    public TargetLatency Latency { get; }

    /// <summary>Shared with the other models at the source.</summary>
    public RetryBudget Retries { get; }

    /// <summary>Asks for leave to make one attempt at it.</summary>
    /// <param name="source">The source as configured now: it may be one without a breaker.</param>
    public TargetPass TryEnter(Source source) => source.CircuitBreaker ? Health.TryEnter() : TargetPass.Unwatched;
}
