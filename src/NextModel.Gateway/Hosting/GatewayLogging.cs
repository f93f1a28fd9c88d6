using Microsoft.Extensions.Logging;

namespace NextModel.Gateway.Hosting;

/// <summary>Logs of the process: warnings and worse and sign-ins, one line each, on standard error. Nothing a caller sent is ever in them.</summary>
internal static class GatewayLogging
{
    public static ILoggerFactory Create() => LoggerFactory.Create(logging => logging
        .SetMinimumLevel(LogLevel.Warning)

        // Who signed in belongs beside who was refused (OWASP ASVS 5.0 §16.3.1).
        .AddFilter("NextModel.Accounts.SignIns", LogLevel.Information)

        // Kestrel reports every cut stream and every malformed request as an error; the edge has told what there is to tell.
        .AddFilter("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Critical)

        // It logs nothing at our levels, but where it may log at all it makes an activity and a scope for every request.
        .AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None)
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        })
        .AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace));
}
