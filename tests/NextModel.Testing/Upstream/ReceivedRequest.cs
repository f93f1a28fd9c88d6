using System.Text;
using System.Text.Json;

namespace NextModel.Testing.Upstream;

/// <summary>A request as it came off the wire.</summary>
public sealed class ReceivedRequest
{
    private readonly TaskCompletionSource<bool> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<JsonElement?> _json;
    private readonly Lazy<string?> _model;

    internal ReceivedRequest(RequestHead head, byte[] body, int connectionId, Task<DateTimeOffset> clientGone)
    {
        Method = head.Method;
        Target = head.Target;
        Headers = head.Headers;
        Body = body;
        ConnectionId = connectionId;
        ClientGone = clientGone;
        _json = new(ParseBody);
        _model = new(() => RequestedModel.Of(this));
    }

    /// <summary>1 for the first request since the start or the last reset.</summary>
    public int Number { get; internal set; }

    /// <summary>Counts connections from 1: requests that share it came over one connection.</summary>
    public int ConnectionId { get; }

    public string Method { get; }

    /// <summary>Path and query as sent.</summary>
    public string Target { get; }

    /// <summary>Path without query.</summary>
    public string Path => Target.Split('?', 2)[0];

    /// <summary>In the order and spelling sent.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; }

    public ReadOnlyMemory<byte> Body { get; }

    public string BodyText => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body as JSON, or null if it is none.</summary>
    public JsonElement? Json => _json.Value;

    /// <summary>The model asked for, in the body or the path; null if none is named.</summary>
    public string? Model => _model.Value;

    /// <summary>Completes with the time at which the client closed or reset the connection; cancelled if this side ended it.</summary>
    public Task<DateTimeOffset> ClientGone { get; }

    /// <summary>Completes with true when all writes of the answer are sent (before the end is played), with false if the client left first.</summary>
    public Task<bool> Answered => _answered.Task;

    /// <summary>Whether the body asks for a stream.</summary>
    public bool WantsStream => Member("stream") is { ValueKind: JsonValueKind.True };

    /// <summary>Whether the body asks for usage at the end of the stream.</summary>
    public bool WantsStreamUsage =>
        Member("stream_options") is { ValueKind: JsonValueKind.Object } options
        && options.TryGetProperty("include_usage", out var usage)
        && usage.ValueKind == JsonValueKind.True;

    /// <summary>The first value of a header, or null.</summary>
    public string? Header(string name) =>
        Headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>A member of the body, or null.</summary>
    public JsonElement? Member(string name) =>
        Json is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) ? value : null;

    internal void Answer(bool inFull) => _answered.TrySetResult(inFull);

    private JsonElement? ParseBody()
    {
        try
        {
            using var document = JsonDocument.Parse(Body, new JsonDocumentOptions { MaxDepth = 512 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
