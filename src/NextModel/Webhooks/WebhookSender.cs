using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using NextModel.Egress;

namespace NextModel.Webhooks;

/// <summary>Sends one delivery, signed. Follows no redirect, uses no proxy, reads no answer but its status.</summary>
public sealed class WebhookSender : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _invoker;
    private readonly TimeProvider _time;

    public WebhookSender(EgressGuard guard, TimeProvider time)
    {
        _time = time;
        _invoker = new HttpMessageInvoker(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.None,
            ActivityHeadersPropagator = null,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            MaxResponseHeadersLength = 16,
            MaxResponseDrainSize = 0,
            ConnectCallback = (context, cancellationToken) => guard.ConnectAsync(
                context.DnsEndPoint.Host, context.DnsEndPoint.Port, context.InitialRequestMessage.RequestUri!.Scheme == Uri.UriSchemeHttps, cancellationToken),
        });
    }

    public async ValueTask<WebhookAttempt> SendAsync(Uri url, WebhookSecret secret, string eventId, string body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(secret);
        var bytes = Encoding.UTF8.GetBytes(body);
        var timestamp = _time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(bytes) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "NextModel/0.1");
        request.Headers.TryAddWithoutValidation("webhook-id", eventId);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", timestamp);
        request.Headers.TryAddWithoutValidation("webhook-signature", secret.Sign(eventId, timestamp, bytes));
        using var limit = new CancellationTokenSource(Total, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            using var response = await _invoker.SendAsync(request, both.Token);
            var status = (int)response.StatusCode;
            return new WebhookAttempt(status, status is >= 200 and < 300 ? null : status is >= 300 and < 400 ? "it redirects, which is not followed" : $"status {status}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new WebhookAttempt(null, $"no answer in {Total.TotalSeconds} s");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or SocketException)
        {
            return new WebhookAttempt(null, Describe(error));
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static string Describe(Exception error) => error switch
    {
        EgressRefusedException refused => refused.Message,
        { InnerException: EgressRefusedException refused } => refused.Message,
        SocketException socket => $"no connection: {socket.SocketErrorCode}",
        { InnerException: SocketException socket } => $"no connection: {socket.SocketErrorCode}",
        HttpRequestException http => $"no answer: {http.HttpRequestError}",
        _ => "no answer",
    };
}
