using System.Text;
using System.Text.Json;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class SplitSurrogateTests
{
    private static readonly string[] Alphabet = ["a", "é", "雪", "🗻", "👩‍👧", "\\", "\"", "\n", "\uD83D", "\uDDFB", "u"];

    [Theory]
    [InlineData("content")]
    [InlineData("refusal")]
    [InlineData("reasoning")]
    [InlineData("reasoning_content")]
    [InlineData("arguments")]
    [InlineData("function_call")]
    public void Push_TextCutAnywhere_ArrivesAsTheTextItIs(string field) => Seeds.ForAll(150, random =>
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 12)).Select(_ => Alphabet[random.Next(Alphabet.Length)]));
        var pieces = Cut(text, random).ToList();
        using var play = Play.Events([.. pieces.Select((piece, i) => Chunk(field, Quoted(piece), i == 0)), Finish(random.Next(2) == 0)]);

        play.Stream.Failure.ShouldBeNull();
        var choice = play.Client().Only;
        var received = field switch
        {
            "content" => choice.Text,
            "refusal" => choice.Refusal,
            "arguments" => choice.Calls.ShouldHaveSingleItem()[2],
            "function_call" => choice.FunctionArguments,
            _ => choice.Reasoning,
        };
        received.ShouldBe(Mended(text));
        Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(play.Answer())).ShouldBe(play.Answer());
        JsonDocument.Parse(play.Answer()).RootElement.Clone().ToString().ShouldNotBeEmpty();
    });

    [Fact]
    public void Push_HalfInAnotherMember_IsReplaced()
    {
        using var play = Play.Events("""{"choices":[{"index":0,"delta":{"content":"x","n\ud83d":["\udc00b"]},"finish_reason":"stop"}]}""");

        play.Output.ShouldContain("\"n\uFFFD\":[\"\uFFFDb\"]");
    }

    [Fact]
    public void Push_HalfBeforeTheEndInTheSameDelta_IsReplaced()
    {
        using var play = Play.Events("""{"choices":[{"index":0,"delta":{"content":"x\ud83d"},"finish_reason":"stop"}]}""");

        play.Client().Only.Text.ShouldBe("x\uFFFD");
    }

    [Fact]
    public void Push_HalvesOfDifferentChoices_AreNotJoined()
    {
        using var play = Play.Events(
            """{"choices":[{"index":0,"delta":{"content":"\ud83d"}},{"index":1,"delta":{"content":"\uddfb"}}]}""",
            """{"choices":[{"index":0,"delta":{"content":"\uddfb"},"finish_reason":"stop"},{"index":1,"delta":{},"finish_reason":"stop"}]}""");

        play.Client().Choices.Select(choice => choice.Text).ShouldBe(["🗻", "\uFFFD"]);
    }

    private static IEnumerable<string> Cut(string text, Random random)
    {
        for (var at = 0; at < text.Length;)
        {
            var length = Math.Min(random.Next(1, 4), text.Length - at);
            yield return text.Substring(at, length);
            at += length;
        }
    }

    private static string Chunk(string field, string piece, bool first) => field switch
    {
        "arguments" => $$$"""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,{{{(first ? "\"id\":\"a\"," : "")}}}"function":{ {{{(first ? "\"name\":\"f\"," : "")}}}"arguments":{{{piece}}}}}]}}]}""",
        "function_call" => $$$"""{"choices":[{"index":0,"delta":{"function_call":{ {{{(first ? "\"name\":\"f\"," : "")}}}"arguments":{{{piece}}} } } }]}""",
        _ => $$$"""{"choices":[{"index":0,"delta":{"{{{field}}}":{{{piece}}}}}]}""",
    };

    private static string Finish(bool withDelta) => withDelta
        ? """{"choices":[{"index":0,"delta":{"content":null,"refusal":null,"reasoning":null},"finish_reason":"stop"}]}"""
        : """{"choices":[{"index":0,"finish_reason":"stop"}]}""";

    /// <summary>The text as Unicode has it: a half without its other half is U+FFFD.</summary>
    private static string Mended(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static string Quoted(string piece) => "\"" + string.Concat(piece.Select(c => c switch
    {
        '"' or '\\' => $"\\{c}",
        '\n' => "\\n",
        _ when char.IsSurrogate(c) => $"\\u{(int)c:x4}",
        _ => c.ToString(),
    })) + "\"";
}
