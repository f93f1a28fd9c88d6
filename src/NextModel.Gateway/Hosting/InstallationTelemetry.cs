using Microsoft.Extensions.Logging;
using NextModel.Configuration;
using NextModel.Pipeline;
using NextModel.Routing;
using NextModel.Telemetry;

namespace NextModel.Gateway.Hosting;

/// <summary>What an installation tells of itself while it runs.</summary>
public sealed class InstallationTelemetry(Installation installation, TimeProvider time, ILoggerFactory loggers) : IDisposable
{
    public GatewayMetrics Metrics { get; } = new();

    /// <summary>Of requests for a model.</summary>
    public RequestTelemetry Requests => field ??= new RequestTelemetry(Metrics.Requests, time, installation.SlowRequest, loggers.CreateLogger<RequestTelemetry>());

    /// <summary>From now on its metrics say which targets may be tried.</summary>
    public void Watch(TargetBook targets) => Metrics.Watch(() => targets.All.Select(target =>
        (target.SourceId, target.UpstreamModel, target.Health.Read().State is HealthState.Closed or HealthState.HalfOpen)));

    public void Dispose() => Metrics.Dispose();
}
