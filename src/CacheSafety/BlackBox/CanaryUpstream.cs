using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CacheSafety.BlackBox;

/// <summary>
/// An OpenAI-compatible server that a gateway under test is pointed at. Each generation is marked and booked, so that whoever reads an answer
/// knows when it was made. It adds nothing to requests: the gateway's key is what it always is.
/// </summary>
public sealed class CanaryUpstream : IAsyncDisposable
{
    private readonly WebApplication _application;

    private CanaryUpstream(WebApplication application, CanaryLedger ledger)
    {
        _application = application;
        Ledger = ledger;
    }

    public CanaryLedger Ledger { get; }

    /// <summary>What a provider's base URL is set to: ends in <c>/v1</c>.</summary>
    public string BaseUrl => Origin + "/v1";

    /// <summary>Scheme, host and port.</summary>
    public string Origin => _application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    /// <summary>Starts it.</summary>
    /// <param name="address">Where it listens; loopback unless the gateway is on another machine.</param>
    /// <param name="port">0 for a free one.</param>
    /// <param name="ledger">Where generations are booked.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="IOException">The address is in use.</exception>
    public static async Task<CanaryUpstream> StartAsync(IPAddress address, int port, CanaryLedger ledger, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(address, port);
            options.Limits.MaxRequestBodySize = 64 << 20;
        });
        var application = builder.Build();
        application.MapGet("/csb/ledger", (long? since) =>
            Results.Text(JsonSerializer.Serialize(ledger.Since(since ?? 0), LedgerJson.Default.IReadOnlyListMinted), "application/json"));
        application.MapGet("/{**path}", () => Results.Text("""{"object":"list","data":[{"id":"csb","object":"model","created":0,"owned_by":"cachesafety"}]}""", "application/json"));
        application.MapPost("/{**path}", context => AnswerAsync(context, ledger));
        await application.StartAsync(cancellationToken);
        return new CanaryUpstream(application, ledger);
    }

    /// <summary>Runs until it is told to stop.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => _application.WaitForShutdownAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static async Task AnswerAsync(HttpContext context, CanaryLedger ledger)
    {
        JsonDocument request;
        try
        {
            request = await JsonDocument.ParseAsync(context.Request.Body, default, context.RequestAborted);
        }
        catch (JsonException error)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await WriteAsync(context, "application/json", Error(error.Message));
            return;
        }

        using (request)
        {
            if (!context.Request.Path.Value!.EndsWith("/chat/completions", StringComparison.Ordinal))
            {
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                await WriteAsync(context, "application/json", Error("This upstream serves chat completions only."));
            }
            else if (CanaryAnswer.IsStream(request.RootElement))
            {
                await WriteAsync(context, "text/event-stream; charset=utf-8", CanaryAnswer.Sse(request.RootElement, ledger.Mint()));
            }
            else
            {
                await WriteAsync(context, "application/json", CanaryAnswer.Json(request.RootElement, ledger.Mint()));
            }
        }
    }

    private static string Error(string message) => new JsonObject
    {
        ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error", ["param"] = null, ["code"] = null },
    }.ToJsonString();

    private static async Task WriteAsync(HttpContext context, string type, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = type;
        context.Response.ContentLength = bytes.Length;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}
