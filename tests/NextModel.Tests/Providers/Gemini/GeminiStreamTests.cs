using System.Text.Json;
using NextModel.Providers.Gemini;
using NextModel.Providers.OpenAI;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Gemini;

public sealed class GeminiStreamTests
{
    public static TheoryData<string, string> Ends => new()
    {
        { "STOP", "stop" },
        { "MAX_TOKENS", "length" },
        { "SAFETY", "content_filter" },
        { "RECITATION", "content_filter" },
        { "PROHIBITED_CONTENT", "content_filter" },
        { "MALFORMED_FUNCTION_CALL", "stop" },
        { "BRAND_NEW", "stop" },
    };

    [Fact]
    public void Push_ThoughtsTextAndCall_IsWhatOpenAIWouldStream()
    {
        using var play = Play.Fixture("gemini-stream", translator: GeminiTranslator.Instance);

        play.Stream.State.ShouldBe(StreamState.Ended);
        var choice = play.Client().Only;
        choice.Text.ShouldBe("Lanterns drift.");
        choice.Reasoning.ShouldBe("Thinking.");
        choice.Calls.ShouldHaveSingleItem()[1..].ShouldBe(["get_weather", "{\"city\":\"Oslo\"}"]);
        choice.Finish.ShouldBe("tool_calls");
        var usage = play.Stream.Usage!.Value;
        (usage.InputTokens, usage.CachedInputTokens, usage.OutputTokens, usage.ReasoningTokens).ShouldBe((12, 4, 8, 3));
        play.Stream.UpstreamId.ShouldBe("fxG1");
    }

    [Fact]
    public void Push_SignedCall_CarriesItsSignatureWhereGoogleHasIt()
    {
        using var play = Play.Fixture("gemini-stream", translator: GeminiTranslator.Instance);

        using var answer = JsonDocument.Parse(play.Answer());
        answer.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0].GetProperty("extra_content").GetRawText()
            .ShouldBe("""{"google":{"thought_signature":"RnhTaWc="}}""");
    }

    [Fact]
    public void Push_OneJsonArray_ReadsTheSame()
    {
        using var play = Play.Fixture("gemini-stream-array", translator: GeminiTranslator.Instance);

        play.Stream.State.ShouldBe(StreamState.Ended);
        play.Client().Only.Text.ShouldBe("Lanterns drift.");
        play.Stream.Usage!.Value.OutputTokens.ShouldBe(8);
    }

    [Theory]
    [InlineData("gemini-blocked", "content_filter")]
    [InlineData("gemini-empty-stop", "empty_answer")]
    public void Push_NoAnswer_Fails(string fixture, string code)
    {
        using var play = Play.Fixture(fixture, translator: GeminiTranslator.Instance);

        play.Stream.State.ShouldBe(StreamState.Failed);
        play.Stream.Failure!.Code.ShouldBe(code);
        play.Output.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Push_FinishReason_IsOneOfOpenAIs(string reason, string expected)
    {
        using var play = Events($"{{\"candidates\":[{{\"content\":{{\"parts\":[{{\"text\":\"x\"}}]}},\"finishReason\":\"{reason}\"}}]}}");

        play.Client().Only.Finish.ShouldBe(expected);
        play.Stream.EndedOddly.ShouldBe(reason is "BRAND_NEW" or "MALFORMED_FUNCTION_CALL");
    }

    [Fact]
    public void Push_ManyCandidates_AreManyChoices()
    {
        using var play = Events(
            """{"candidates":[{"index":0,"content":{"parts":[{"text":"a"}]}},{"index":1,"content":{"parts":[{"text":"b"}]}}]}""",
            """{"candidates":[{"index":1,"content":{"parts":[{"text":"d"}]},"finishReason":"STOP"}]}""",
            """{"candidates":[{"index":0,"content":{"parts":[{"text":"c"}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":3,"totalTokenCount":9}}""");

        play.Client().Choices.Select(choice => choice.Text).ShouldBe(["ac", "bd"]);
        play.Stream.Usage!.Value.OutputTokens.ShouldBe(6);
    }

    [Fact]
    public void Push_ParallelCalls_AreCallsOfTheirOwn()
    {
        using var play = Events(
            """{"candidates":[{"content":{"parts":[{"functionCall":{"id":"x1","name":"f","args":{"a":[1, 2]}}},{"functionCall":{"name":"g"}}]},"finishReason":"STOP"}]}""");

        var calls = play.Client().Only.Calls;
        calls.Select(call => call[1]).ShouldBe(["f", "g"]);
        calls.Select(call => call[2]).ShouldBe(["{\"a\":[1,2]}", "{}"]);
        calls[0][0].ShouldBe("x1");
        calls[1][0].ShouldStartWith("call_");
    }

    [Fact]
    public void Push_SignatureOnText_TravelsAsReasoningDetails()
    {
        using var play = Events("""{"candidates":[{"content":{"parts":[{"text":"x","thoughtSignature":"c2ln"}]},"finishReason":"STOP"}]}""");

        play.Answer().ShouldContain(""""reasoning_details":[{"type":"reasoning.encrypted","data":"c2ln","format":"google-gemini-v1","index":0}]"""");
    }

    [Fact]
    public void Push_Logprobs_AreOpenAIs()
    {
        using var play = Events(
            """
            {"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP","logprobsResult":{"chosenCandidates":[{"token":"Hi","logProbability":-0.5}],
            "topCandidates":[{"candidates":[{"token":"Hi","logProbability":-0.5},{"token":"é","logProbability":-2}]}]}}]}
            """.ReplaceLineEndings(""));

        play.Answer().ShouldContain(
            """"logprobs":{"content":[{"token":"Hi","logprob":-0.5,"bytes":[72,105],"top_logprobs":[{"token":"Hi","logprob":-0.5,"bytes":[72,105]},{"token":"é","logprob":-2,"bytes":[195,169]}]}]"""");
    }

    [Fact]
    public void Push_ErrorInTheMiddle_Fails()
    {
        using var play = new Play(translator: GeminiTranslator.Instance);
        play.Push("data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]}}]}\n\ndata: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"m\"}}\n\n");

        play.Stream.Failure!.Code.ShouldBe("overloaded");
    }

    private static Play Events(params string[] data)
    {
        var play = new Play(translator: GeminiTranslator.Instance);
        play.Push(string.Concat(data.Select(one => $"data: {one}\r\n\r\n")));
        play.Complete();
        play.Stream.Failure.ShouldBeNull();
        play.Stream.State.ShouldBe(StreamState.Ended);
        return play;
    }
}
