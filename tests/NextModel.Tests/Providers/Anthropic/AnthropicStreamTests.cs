using System.Text.Json;
using NextModel.Providers.Anthropic;
using NextModel.Providers.OpenAI;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Anthropic;

public sealed class AnthropicStreamTests
{
    private const string Start = """{"type":"message_start","message":{"id":"msg_1","usage":{"input_tokens":8,"cache_read_input_tokens":4,"output_tokens":1}}}""";
    private const string Stop = """{"type":"message_stop"}""";

    [Theory]
    [InlineData("anthropic-stream")]
    [InlineData("anthropic-stream-noevent")]
    public void Push_ThinkingTextAndCall_IsWhatOpenAIWouldStream(string fixture)
    {
        using var play = Play.Fixture(fixture, translator: AnthropicTranslator.Instance);

        play.Stream.State.ShouldBe(StreamState.Ended);
        var choice = play.Client().Only;
        choice.Text.ShouldBe("Lanterns drift.");
        choice.Reasoning.ShouldBe("Thinking.");
        choice.Calls.ShouldHaveSingleItem().ShouldBe(["toolu_fx01", "get_weather", "{\"city\":\"Oslo\",\"unit\":\"C\"}"]);
        choice.Finish.ShouldBe("tool_calls");
        var usage = play.Stream.Usage!.Value;
        (usage.InputTokens, usage.CachedInputTokens, usage.CacheWriteTokens, usage.OutputTokens, usage.ReasoningTokens).ShouldBe((15, 4, 3, 15, 4));
        play.Stream.UpstreamId.ShouldBe("msg_fx01");
    }

    [Fact]
    public void Push_SignedThinking_ComesBackWholeInTheAssembledMessage()
    {
        using var play = Play.Fixture("anthropic-stream", translator: AnthropicTranslator.Instance);

        using var answer = JsonDocument.Parse(play.Answer());
        var message = answer.RootElement.GetProperty("choices")[0].GetProperty("message");
        message.GetProperty("reasoning_content").GetString().ShouldBe("Thinking.");
        message.GetProperty("reasoning_details").GetRawText().ShouldBe(
            """[{"type":"reasoning.text","text":"Thinking.","signature":"RnhTaWc=","format":"anthropic-claude-v1","index":0}]""");
    }

    [Theory]
    [InlineData("anthropic-truncated", "incomplete_stream")]
    [InlineData("anthropic-mid-error", "overloaded")]
    public void Push_BrokenStream_Fails(string fixture, string code)
    {
        using var play = Play.Fixture(fixture, translator: AnthropicTranslator.Instance);

        play.Stream.State.ShouldBe(StreamState.Failed);
        play.Stream.Failure!.Code.ShouldBe(code);
        play.Client().Only.Text.ShouldBe("Lanterns");
    }

    [Fact]
    public void Push_InterleavedCalls_KeepTheirOwnDenseIndexes()
    {
        using var play = Events(
            Start,
            """{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}""",
            """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"b","name":"g","input":{}}}""",
            """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"y\":"}}""",
            """{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"x\":1}"}}""",
            """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"2}"}}""",
            """{"type":"content_block_stop","index":1}""",
            """{"type":"content_block_stop","index":3}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}""",
            Stop);

        play.Client().Only.Calls.ShouldBe([["a", "f", "{\"x\":1}"], ["b", "g", "{\"y\":2}"]]);
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("{\"city\":\"Oslo\"}", "{\"city\":\"Oslo\"}")]
    public void Push_CallWithoutDeltas_HasItsInputAsArguments(string input, string arguments)
    {
        using var play = Events(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":""" + input + "}}",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":9}}""",
            Stop);

        play.Client().Only.Calls.ShouldHaveSingleItem()[2].ShouldBe(arguments);
    }

    [Fact]
    public void Push_CallCutOffByTheBound_KeepsWhatCame()
    {
        using var play = Events(
            Start,
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"a","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"ci"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"max_tokens"},"usage":{"output_tokens":9}}""",
            Stop);

        play.Client().Only.Calls.ShouldHaveSingleItem()[2].ShouldBe("{\"ci");
        play.Client().Only.Finish.ShouldBe("length");
    }

    [Fact]
    public void Push_UsageToldTwice_ReplacesAndKeepsWhatIsNotMentioned()
    {
        using var play = Events(
            Start,
            """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"x"}}""",
            """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"input_tokens":null,"output_tokens":7}}""",
            Stop);

        var usage = play.Stream.Usage!.Value;
        (usage.InputTokens, usage.CachedInputTokens, usage.OutputTokens).ShouldBe((12, 4, 7));
    }

    [Fact]
    public void Push_Refusal_IsFilteredContent()
    {
        using var play = Events(
            Start,
            """{"type":"message_delta","delta":{"stop_reason":"refusal","stop_details":{"explanation":"No."}},"usage":{"output_tokens":2}}""",
            Stop);

        play.Client().Only.Finish.ShouldBe("content_filter");
        play.Client().Only.Refusal.ShouldBe("No.");
    }

    private static Play Events(params string[] data)
    {
        var play = new Play(translator: AnthropicTranslator.Instance);
        play.Push(string.Concat(data.Select(one => $"data: {one}\n\n")));
        play.Complete();
        play.Stream.State.ShouldBe(StreamState.Ended);
        return play;
    }
}
