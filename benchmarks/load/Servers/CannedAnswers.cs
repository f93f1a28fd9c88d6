using System.Text;

namespace NextModel.Load.Servers;

/// <summary>What the fake upstream says: about 750 bytes of JSON, or 22 events of SSE, the last two being usage and <c>[DONE]</c>; or ten times the text.</summary>
internal static class CannedAnswers
{
    public const int Events = 22;

    /// <summary>Events that a long stream has more than a usual one.</summary>
    public const int MoreEvents = 9 * Words;

    private const int Words = Events - 4;

    private const string Usage =
        """{"prompt_tokens":81,"completion_tokens":57,"total_tokens":138,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}""";

    private const string Text =
        """A gateway stands between a program and the models it calls.\nIt checks who asks, sends the request on, and writes down what it cost, so that the bill can be checked line by line by whoever pays it.""";

    public static ReadOnlyMemory<byte> Json { get; } = Encoding.UTF8.GetBytes(
        $$"""{"id":"chatcmpl-load-0001","object":"chat.completion","created":1790000000,"model":"load-model","choices":[{"index":0,"message":{"role":"assistant","content":"{{Text}}","refusal":null,"annotations":[]},"logprobs":null,"finish_reason":"stop"}],"usage":{{Usage}},"service_tier":"default","system_fingerprint":"fp_load"}""");

    public static IReadOnlyList<ReadOnlyMemory<byte>> SseEvents { get; } = [.. Lines().Select(line => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes("data: " + line + "\n\n"))];

    public static ReadOnlyMemory<byte> Sse { get; } = SseEvents.SelectMany(one => one.ToArray()).ToArray();

    public static ReadOnlyMemory<byte> LongSse { get; } = Encoding.UTF8.GetBytes(string.Concat(Lines(MoreEvents).Select(line => "data: " + line + "\n\n")));

    private static IEnumerable<string> Lines(int more = 0)
    {
        yield return Chunk("""{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}""", "null");
        for (var i = 0; i < Words + more; i++)
        {
            yield return Chunk($$"""{"index":0,"delta":{"content":" word{{i}} of\n"},"logprobs":null,"finish_reason":null}""", "null");
        }

        yield return Chunk("""{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}""", "null");
        yield return Chunk("", Usage);
        yield return "[DONE]";
    }

    private static string Chunk(string choice, string usage) =>
        $$"""{"id":"chatcmpl-load-0002","object":"chat.completion.chunk","created":1790000000,"model":"load-model","service_tier":"default","system_fingerprint":"fp_load","choices":[{{choice}}],"usage":{{usage}}}""";
}
