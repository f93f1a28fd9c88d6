using NextModel.Catalog;

namespace NextModel.Routing;

/// <summary>What is known of one model at one source: whether it is well, and how fast it has been.</summary>
public sealed class Target
{
    internal Target(string sourceId, string upstreamModel, RetryBudget retries, TimeProvider time, Action<Target> changed)
    {
        SourceId = sourceId;
        UpstreamModel = upstreamModel;
        Retries = retries;
        Health = new TargetHealth(time, _ => changed(this));
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
    /// <param name="tenant">Whose request it is: any number that tells tenants apart.</param>
    public TargetPass TryEnter(Source source, int tenant) => source.CircuitBreaker ? Health.TryEnter(tenant) : TargetPass.Unwatched;
}
