using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CacheSafety.Tests.BlackBox;

/// <summary>
/// A gateway on loopback with a cache of a chosen kind. It hides its replays as hosted ones do: every answer has a new id and time, and no
/// usage. The API key names who asks: tenant/project/key/upstream.
/// </summary>
internal sealed class ToyGateway : IAsyncDisposable
{
    private readonly WebApplication _application;

    private ToyGateway(WebApplication application) => _application = application;

    public Uri BaseUrl => new(_application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/v1");

    /// <summary>What it refuses once with 429 and <c>retry-after</c>, by a part of the body; null for nothing.</summary>
    public string? LimitedOnce { get; set; }

    /// <summary>True once nothing is stored or served from the cache any more.</summary>
    public bool IsOff { get; set; }

    /// <summary>How it speaks; null for its own <c>x-cache</c>.</summary>
    public ToyVoice? Voice { get; set; }

    /// <summary>The status of everything; null to serve.</summary>
    public int? Refuses { get; set; }

    public static async Task<ToyGateway> StartAsync(ToyKind kind, string upstream, TimeProvider time, bool lies = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        var application = builder.Build();
        var toy = new ToyGateway(application);
        var http = new HttpClient(new SocketsHttpHandler());
        var stored = new ConcurrentDictionary<string, (byte[] Body, string Type, DateTimeOffset Expires)>(StringComparer.Ordinal);
        application.MapPost("/v1/chat/completions", async context =>
        {
            using var received = new MemoryStream();
            await context.Request.Body.CopyToAsync(received);
            var body = received.ToArray();
            if (toy.Refuses is { } status)
            {
                context.Response.StatusCode = status;
                return;
            }

            if (toy.LimitedOnce is { } part && Encoding.UTF8.GetString(body).Contains(part, StringComparison.Ordinal))
            {
                toy.LimitedOnce = null;
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "1";
                return;
            }

            var control = context.Request.Headers.CacheControl.ToString();
            var passes = toy.Voice?.Passes(context.Request) ?? control.Length > 0;
            var isOff = toy.IsOff || toy.Voice?.IsOn(context.Request) == false || (control.Contains("no-store", StringComparison.Ordinal) && passes);
            var key = isOff ? null : ToyKey.Of(kind, body, Owner(context) + toy.Voice?.NamespaceOf(context.Request));
            if (key is not null && !passes && stored.TryGetValue(key, out var found) && found.Expires > time.GetUtcNow())
            {
                await WriteAsync(context, found.Body, found.Type, isHit: !lies);
                return;
            }

            using var answer = await http.PostAsync($"{upstream}/chat/completions", new ByteArrayContent(body));
            var (fresh, type) = (await answer.Content.ReadAsByteArrayAsync(), answer.Content.Headers.ContentType!.ToString());
            if (key is not null)
            {
                stored[key] = (fresh, type, kind == ToyKind.NeverExpires ? DateTimeOffset.MaxValue : time.GetUtcNow().AddHours(24));
            }

            await WriteAsync(context, fresh, type, isHit: false);
        });
        application.Lifetime.ApplicationStopped.Register(http.Dispose);
        await application.StartAsync();
        return toy;

        async Task WriteAsync(HttpContext context, byte[] answer, string type, bool isHit)
        {
            context.Response.ContentType = type;
            var disguised = Disguised(Encoding.UTF8.GetString(answer));
            if (toy.Voice is { } voice)
            {
                disguised = voice.Say(context.Response, disguised, isHit);
            }
            else
            {
                context.Response.Headers["x-cache"] = isHit ? "HIT" : "MISS";
            }

            await context.Response.WriteAsync(disguised);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private static string Owner(HttpContext context)
    {
        var parts = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal).Split('/');
        return parts.Length == 4 ? $"{parts[0]}/{parts[1]}/{parts[3]}" : "nobody";
    }

    private static string Disguised(string answer) => answer.StartsWith("data:", StringComparison.Ordinal)
        ? string.Join("\n", answer.Split('\n').Select(line => line.StartsWith("data: {", StringComparison.Ordinal) ? "data: " + Renewed(line["data: ".Length..]) : line))
        : Renewed(answer);

    private static string Renewed(string json)
    {
        var answer = JsonNode.Parse(json)!.AsObject();
        answer["id"] = $"chatcmpl-{Guid.CreateVersion7():N}";
        answer["created"] = DateTimeOffset.UnixEpoch.AddDays(20_000).ToUnixTimeSeconds();
        if (answer.ContainsKey("usage"))
        {
            answer["usage"] = new JsonObject { ["prompt_tokens"] = 0, ["completion_tokens"] = 0, ["total_tokens"] = 0 };
        }

        return answer.ToJsonString();
    }
}
