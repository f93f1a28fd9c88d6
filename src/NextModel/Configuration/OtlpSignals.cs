namespace NextModel.Configuration;

/// <summary>Which signals go to a collector by OTLP, as the operator's <c>OTEL_…</c> variables say.</summary>
/// <remarks>https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/. Where to and how is read by the exporter itself.</remarks>
/// <param name="Traces">Spans of requests and attempts.</param>
/// <param name="Metrics">What <c>/metrics</c> shows.</param>
/// <param name="Logs">What the log shows.</param>
public sealed record OtlpSignals(bool Traces, bool Metrics, bool Logs)
{
    public static OtlpSignals None { get; } = new(false, false, false);

    /// <summary>A signal is sent where an endpoint is named for it or for all, and no variable says not to.</summary>
    public static OtlpSignals Read(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        var isDisabled = "true".Equals(environment("OTEL_SDK_DISABLED"), StringComparison.OrdinalIgnoreCase);
        return new OtlpSignals(IsSent("TRACES"), IsSent("METRICS"), IsSent("LOGS"));

        bool IsSent(string signal) => !isDisabled
            && (IsSet("OTEL_EXPORTER_OTLP_ENDPOINT") || IsSet($"OTEL_EXPORTER_OTLP_{signal}_ENDPOINT"))
            && environment($"OTEL_{signal}_EXPORTER") is null or "" or "otlp";

        bool IsSet(string name) => environment(name) is { Length: > 0 };
    }
}
