using System.Reflection;
using NextModel.Configuration;
using NextModel.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NextModel.Gateway.Monitoring;

/// <summary>Where telemetry of the running server goes: to who reads <c>/metrics</c>, and by OTLP to a collector. Sinks are the operator's configuration only.</summary>
internal sealed class TelemetryExports : IDisposable
{
    private readonly MeterProvider? _metrics;
    private readonly TracerProvider? _traces;

    private TelemetryExports(MeterProvider? metrics, TracerProvider? traces, PrometheusReader? readings)
    {
        _metrics = metrics;
        _traces = traces;
        Readings = readings;
    }

    /// <summary>What <c>/metrics</c> shows; null when it is off.</summary>
    public PrometheusReader? Readings { get; }

    /// <param name="installation">What goes where.</param>
    /// <param name="meter">Name of its meter.</param>
    public static TelemetryExports Start(Installation installation, string meter)
    {
        var resource = Resource();
        var readings = installation.Metrics == "off" ? null : new PrometheusReader();
        return new TelemetryExports(Metrics(installation.Otlp, meter, resource, readings), Traces(installation.Otlp, resource), readings);
    }

    /// <summary>Who this is, for collectors: the operator's <c>OTEL_SERVICE_NAME</c> and <c>OTEL_RESOURCE_ATTRIBUTES</c> come last and win.</summary>
    public static ResourceBuilder Resource() => ResourceBuilder.CreateEmpty()
        .AddService("nextmodel", serviceVersion: typeof(TelemetryExports).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        .AddTelemetrySdk()
        .AddEnvironmentVariableDetector();

    /// <summary>Sends what has not been sent, and stops.</summary>
    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
        Readings?.Dispose();
    }

    private static MeterProvider? Metrics(OtlpSignals otlp, string meter, ResourceBuilder resource, PrometheusReader? readings)
    {
        if (readings is null && !otlp.Metrics)
        {
            return null;
        }

        // Kestrel's and the runtime's own: connections, and memory, threads and pauses.
        var builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(meter, "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime");
        if (readings is not null)
        {
            builder.AddReader(readings.Reader);
        }

        if (otlp.Metrics)
        {
            builder.AddOtlpExporter();
        }

        return builder.Build();
    }

    private static TracerProvider? Traces(OtlpSignals otlp, ResourceBuilder resource) => otlp.Traces
        ? Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(GatewayActivities.SourceName).AddOtlpExporter().Build()
        : null;
}
