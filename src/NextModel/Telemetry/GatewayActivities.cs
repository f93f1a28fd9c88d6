using System.Diagnostics;

namespace NextModel.Telemetry;

/// <summary>The one source of activities. Without a listener, which is without an OTLP endpoint, none is made.</summary>
public static class GatewayActivities
{
    public const string SourceName = "NextModel";

    public static ActivitySource Source { get; } = new(SourceName);
}
