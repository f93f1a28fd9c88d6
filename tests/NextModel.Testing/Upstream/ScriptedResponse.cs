namespace NextModel.Testing.Upstream;

/// <summary>One answer, down to its flushes and its end.</summary>
public sealed record ScriptedResponse
{
    /// <summary>The HTTP status; 0 resets the connection before any byte.</summary>
    public int Status { get; init; } = 200;

    /// <summary>In the order sent. Without a content-length the body is chunked.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>The wait before the head is sent.</summary>
    public TimeSpan Delay { get; init; }

    public IReadOnlyList<ScriptedWrite> Writes { get; init; } = [];

    public ResponseEnd End { get; init; }

    /// <summary>A JSON answer in one write.</summary>
    public static ScriptedResponse Json(string body, int status = 200) => new()
    {
        Status = status,
        Headers = [new("content-type", "application/json")],
        Writes = [ScriptedWrite.Text(body)],
    };

    /// <summary>An event stream, one write for each event.</summary>
    public static ScriptedResponse Events(IEnumerable<string> payloads) => new()
    {
        Headers = [new("content-type", "text/event-stream; charset=utf-8"), new("cache-control", "no-cache")],
        Writes = [.. payloads.Select(payload => ScriptedWrite.Text($"data: {payload}\n\n"))],
    };
}
