using System.Net;
using System.Text;
using System.Text.Json;

namespace NextModel.Gateway.Tests.Idempotency;

/// <summary>An answer to a request with an idempotency key, to be compared with another.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Head">Every header but the date and the mark of a repeat, one a line, in order.</param>
/// <param name="Body">The bytes of the body, as text.</param>
/// <param name="IsRepeat">True when it carries the mark of a repeat.</param>
/// <param name="RequestId">Value of <c>x-request-id</c>.</param>
public sealed record KeyedReply(HttpStatusCode Status, string Head, string Body, bool IsRepeat, string RequestId)
{
    private const string Mark = "x-nextmodel-idempotent-replay";

    /// <summary>Code of the error; null when it is none.</summary>
    public string? Code => Error("code");

    public string? Message => Error("message");

    /// <summary>Posts a body with a key, and reads the answer to its end.</summary>
    public static async Task<KeyedReply> SendAsync(
        HttpClient client, string key, string body, string path = "/v1/chat/completions", CancellationToken leaving = default)
    {
        using var request = Request(key, body, path);
        using var response = await client.SendAsync(request, leaving);
        return await ReadAsync(response);
    }

    public static HttpRequestMessage Request(string key, string body, string path = "/v1/chat/completions")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("idempotency-key", key).ShouldBeTrue();
        return request;
    }

    public static async Task<KeyedReply> ReadAsync(HttpResponseMessage response)
    {
        var body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync());
        var lines = response.Headers.Concat(response.Content.Headers)
            .Where(h => !h.Key.Equals("date", StringComparison.OrdinalIgnoreCase) && !h.Key.Equals(Mark, StringComparison.OrdinalIgnoreCase))
            .Select(h => $"{h.Key.ToLowerInvariant()}: {string.Join(", ", h.Value)}")
            .Order(StringComparer.Ordinal);
        var isRepeat = response.Headers.TryGetValues(Mark, out var mark) && mark.Single() == "true";
        return new KeyedReply(response.StatusCode, string.Join('\n', lines), body, isRepeat, response.Headers.GetValues("x-request-id").Single());
    }

    /// <summary>The same answer, but for the mark.</summary>
    public void ShouldRepeat(KeyedReply first)
    {
        ArgumentNullException.ThrowIfNull(first);
        IsRepeat.ShouldBeTrue(Body);
        (this with { IsRepeat = first.IsRepeat }).ShouldBe(first);
    }

    private string? Error(string member)
    {
        using var json = JsonDocument.Parse(Body);
        return json.RootElement.TryGetProperty("error", out var error) ? error.GetProperty(member).GetString() : null;
    }
}
