using System.Text;

namespace NextModel.Benchmarks.Gateway;

/// <summary>One short chat answer in both forms.</summary>
internal static class CannedAnswer
{
    private const string Head = "\"id\":\"chatcmpl-0\",\"created\":1700000000,\"model\":\"canned\",\"system_fingerprint\":\"fp_0\"";
    private const string Usage = "\"usage\":{\"prompt_tokens\":32,\"completion_tokens\":20,\"total_tokens\":52}";

    public static string Json { get; } =
        $$"""{"object":"chat.completion",{{Head}},"choices":[{"index":0,"message":{"role":"assistant","content":"{{string.Concat(Enumerable.Repeat("a word ", 20))}}"},"finish_reason":"stop"}],{{Usage}}}""";

    public static string Events { get; } = MakeEvents();

    private static string MakeEvents()
    {
        var events = new StringBuilder(Chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
        for (var i = 0; i < 20; i++)
        {
            events.Append(Chunk("{\"content\":\"a word \"}", "null"));
        }

        return events
            .Append(Chunk("{}", "\"stop\""))
            .Append($$"""data: {"object":"chat.completion.chunk",{{Head}},"choices":[],{{Usage}}}""").Append("\n\ndata: [DONE]\n\n")
            .ToString();
    }

    private static string Chunk(string delta, string finish) =>
        $$"""data: {"object":"chat.completion.chunk",{{Head}},"choices":[{"index":0,"delta":{{delta}},"finish_reason":{{finish}}}]}""" + "\n\n";
}
