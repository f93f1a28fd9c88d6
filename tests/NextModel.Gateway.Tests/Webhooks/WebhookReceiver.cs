using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace NextModel.Gateway.Tests.Webhooks;

/// <summary>Somebody's receiver: a real server on loopback that keeps what it gets and answers as it is told.</summary>
public sealed class WebhookReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Channel<ReceivedEvent> _received = Channel.CreateUnbounded<ReceivedEvent>();

    private WebhookReceiver(WebApplication application) => _application = application;

    /// <summary>Statuses of the next answers; 204 when there are none.</summary>
    public ConcurrentQueue<int> Answers { get; } = new();

    public Uri Url => new(_application.Urls.Single() + "/hook");

    public static async Task<WebhookReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var receiver = new WebhookReceiver(builder.Build());
        receiver._application.Map("/{**path}", receiver.HandleAsync);
        await receiver._application.StartAsync();
        return receiver;
    }

    /// <summary>The next event, in the order of arrival.</summary>
    /// <param name="waiting">Done every two seconds while none has come: the clock may have been moved before somebody began to wait for it.</param>
    public async Task<ReceivedEvent> NextAsync(Action? waiting = null)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            using var pace = CancellationTokenSource.CreateLinkedTokenSource(patience.Token);
            if (waiting is not null)
            {
                pace.CancelAfter(2_000);
            }

            try
            {
                return await _received.Reader.ReadAsync(pace.Token);
            }
            catch (OperationCanceledException) when (!patience.IsCancellationRequested)
            {
                waiting!();
            }
        }
    }

    /// <summary>Events that came and that nobody has taken.</summary>
    public int Waiting => _received.Reader.Count;

    /// <summary>What docs/concepts/webhooks.md tells receivers to do.</summary>
    public static bool Verify(string secret, string id, string timestamp, string body, string signatures, DateTimeOffset now)
    {
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var at) || Math.Abs(now.ToUnixTimeSeconds() - at) > 300)
        {
            return false;
        }

        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var expected = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        return signatures.Split(' ').Any(s => s.StartsWith("v1,", StringComparison.Ordinal)
            && CryptographicOperations.FixedTimeEquals(Convert.FromBase64String(s[3..]), expected));
    }

    public async ValueTask DisposeAsync() => await _application.DisposeAsync();

    private async Task HandleAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers;
        var status = Answers.TryDequeue(out var told) ? told : 204;
        context.Response.StatusCode = status;
        if (status is >= 300 and < 400)
        {
            context.Response.Headers.Location = "/elsewhere";
        }

        await context.Response.CompleteAsync();
        _received.Writer.TryWrite(new ReceivedEvent(
            context.Request.Path, headers["webhook-id"].ToString(), headers["webhook-timestamp"].ToString(), headers["webhook-signature"].ToString(), body));
    }
}
