using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CacheSafety.Cases;

namespace CacheSafety.BlackBox;

/// <summary>The gateway under test, over HTTP as any client calls it.</summary>
/// <param name="http">Used for all calls.</param>
/// <param name="baseUrl">Ends in <c>/v1</c>.</param>
/// <param name="adapter">Its headers.</param>
/// <param name="keys">API keys by scope.</param>
/// <param name="time">Measures latency.</param>
/// <param name="cacheNamespace">Kept apart from other runs by the adapter's header for that; empty for none.</param>
public sealed class HttpTarget(HttpClient http, Uri baseUrl, Adapter adapter, KeyRing keys, TimeProvider time, string cacheNamespace = "")
{
    private readonly Uri _completions = new($"{baseUrl.ToString().TrimEnd('/')}/chat/completions");

    public Uri BaseUrl => baseUrl;

    public Adapter Adapter => adapter;

    public KeyRing Keys => keys;

    /// <summary>Sends one request, byte for byte.</summary>
    /// <param name="request">Scope and headers.</param>
    /// <param name="body">The body, which may have been salted.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="HttpRequestException">The target does not answer.</exception>
    public async Task<ProbeAnswer> SendAsync(CaseRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _completions) { Content = new ReadOnlyMemoryContent(body) };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        var own = keys.Find(request.Scope) ?? keys.Find(request.Scope with { Upstream = "platform" });
        if (own is { Length: > 0 } key)
        {
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        foreach (var (name, value) in Headers(request))
        {
            message.Headers.Remove(name);
            message.Headers.TryAddWithoutValidation(name, value);
        }

        var started = time.GetTimestamp();
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var bytes = new MemoryStream();
        var first = new byte[1];
        var hasAny = await stream.ReadAsync(first, cancellationToken) > 0;
        var firstByte = time.GetElapsedTime(started);
        if (hasAny)
        {
            bytes.WriteByte(first[0]);
            await stream.CopyToAsync(bytes, cancellationToken);
        }

        return Read(response, System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length), firstByte);
    }

    // A case's own directive goes out in the target's spelling too, where it has one.
    private IEnumerable<KeyValuePair<string, string>> Headers(CaseRequest request)
    {
        var headers = adapter.RequestHeaders.Concat(request.Headers);
        if (request.Headers.Keys.Any(name => name.Equals("cache-control", StringComparison.OrdinalIgnoreCase)))
        {
            headers = headers.Concat(adapter.BypassHeaders);
        }

        return adapter.NamespaceHeader is { } name && cacheNamespace.Length > 0 ? headers.Append(KeyValuePair.Create(name, cacheNamespace)) : headers;
    }

    private ProbeAnswer Read(HttpResponseMessage response, string body, TimeSpan firstByte)
    {
        var isStream = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var (text, isWhole) = isStream ? AnswerText.OfEvents(body) : AnswerText.OfJson(body);
        var header = adapter.StatusHeader is { } name
            && (response.Headers.TryGetValues(name, out var values) || response.Content.Headers.TryGetValues(name, out values))
                ? string.Join(", ", values)
                : null;
        bool? claim;
        if (adapter.StatusJson is not null && !isStream && isWhole)
        {
            using var json = JsonDocument.Parse(body);
            claim = adapter.Claim(header, json.RootElement);
        }
        else
        {
            claim = adapter.Claim(header, null);
        }

        return new ProbeAnswer((int)response.StatusCode, isStream, isWhole, text, claim, RetryAfter(response), firstByte, body);
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        if (response.Headers.RetryAfter is { } stated)
        {
            return stated.Delta ?? stated.Date - time.GetUtcNow();
        }

        return response.Headers.TryGetValues("retry-after-ms", out var values)
            && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
                ? TimeSpan.FromMilliseconds(milliseconds)
                : null;
    }
}
