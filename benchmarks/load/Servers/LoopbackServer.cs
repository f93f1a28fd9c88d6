using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NextModel.Load.Servers;

/// <summary>Kestrel with its defaults on one loopback port, no logging and one handler for everything; runs until it is stopped.</summary>
internal static class LoopbackServer
{
    public static async Task RunAsync(int port, RequestDelegate answer)
    {
        // The default content root is the working directory, which is watched for configuration: every write of the measured gateway below it would be an
        // event for this process to read.
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(IPAddress.Loopback, port);
            options.Limits.MaxRequestBodySize = null;
        });
        await using var application = builder.Build();
        application.MapGet("/health/ready", () => Results.Ok());
        application.MapFallback(answer);
        await application.RunAsync();
    }
}
