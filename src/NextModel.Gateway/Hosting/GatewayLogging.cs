using Microsoft.Extensions.Logging;
using NextModel.Configuration;
using NextModel.Gateway.Monitoring;
using OpenTelemetry.Logs;

namespace NextModel.Gateway.Hosting;

/// <summary>
/// Logs of the process: warnings and worse and sign-ins, one line each, on standard error, and to a collector where the operator named one.
/// Nothing a caller sent is ever in them.
/// </summary>
internal static class GatewayLogging
{
    private const string Timestamp = "yyyy-MM-ddTHH:mm:ss.fffZ";

    public static ILoggerFactory Create(Installation installation) => LoggerFactory.Create(logging =>
    {
        logging
            .SetMinimumLevel(LogLevel.Warning)

            // Who signed in belongs beside who was refused (OWASP ASVS 5.0 §16.3.1).
            .AddFilter("NextModel.Accounts.SignIns", LogLevel.Information)

            // Kestrel reports every cut stream and every malformed request as an error; the edge has told what there is to tell.
            .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)

            // It logs nothing at our levels, but where it may log at all it makes an activity and a scope for every request.
            .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
            .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        if (installation.JsonLogs)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = Timestamp;
            });
        }
        else
        {
            logging.AddSimpleConsole(console =>
            {
                console.SingleLine = true;
                console.UseUtcTimestamp = true;
                console.TimestampFormat = Timestamp + " ";
            });
        }

        if (installation.Otlp.Logs)
        {
            logging.AddOpenTelemetry(log => log.SetResourceBuilder(TelemetryExports.Resource()).AddOtlpExporter());
        }
    });
}
