using System.Text;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>An answer that a source gives in the dialect in which it is asked, as JSON or as the events of a stream. It costs 10 tokens, 4 of them cached, and 5.</summary>
internal sealed record SourceAnswer
{
    /// <summary>What the model thought, and has to be given back.</summary>
    public string? Thinking { get; init; }

    public string? Text { get; init; }

    /// <summary>Why it refuses; null where it does not.</summary>
    public string? Refusal { get; init; }

    /// <summary>Name of a function and its arguments, a JSON text.</summary>
    public (string Name, string Arguments)? Call { get; init; }

    /// <summary>How it ends, in chat's words: <c>stop</c>, <c>length</c> or <c>content_filter</c>. A call ends it as the dialect says.</summary>
    public string End { get; init; } = "stop";

    /// <summary>The same answer to everyone.</summary>
    public static UpstreamBehaviour Saying(string text, string end = "stop") => (request, _) => new SourceAnswer { Text = text, End = end }.To(request);

    /// <summary>The answer to a request, whose path says the dialect.</summary>
    public ScriptedResponse To(ReceivedRequest request) => request.Path.Split('/')[^1] switch
    {
        "responses" => ResponsesAnswer.To(this, request.WantsStream),
        "messages" => MessagesAnswer.To(this, request.WantsStream),
        _ => ChatWords.To(this, request.WantsStream),
    };

    /// <summary>The stream of the answer up to its text, and then its end.</summary>
    public ScriptedResponse BrokenOff(ReceivedRequest request, ResponseEnd end)
    {
        var whole = To(request);
        var before = whole.Writes.TakeWhile(write => !Encoding.UTF8.GetString(write.Bytes.Span).Contains(Text!, StringComparison.Ordinal)).Count();
        return whole with { Writes = [.. whole.Writes.Take(before + 1)], End = end };
    }

    /// <summary>A stream whose events have names.</summary>
    public static ScriptedResponse Named(IEnumerable<(string Name, string Data)> events) => new()
    {
        Headers = [new("content-type", "text/event-stream; charset=utf-8")],
        Writes = [.. events.Select(one => ScriptedWrite.Text($"event: {one.Name}\ndata: {one.Data}\n\n"))],
    };
}
