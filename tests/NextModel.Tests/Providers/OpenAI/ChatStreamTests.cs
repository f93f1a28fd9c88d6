using System.Buffers;
using System.Text;
using NextModel.Metering;
using NextModel.Providers;
using NextModel.Providers.OpenAI;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class ChatStreamTests
{
    private const string Stop = """{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""";

    [Fact]
    public void Push_EventInOpenAIsForm_PassesByteForByte()
    {
        const string chunk = """{ "id":"c1", "object":"chat.completion.chunk","created":5,"model":"public-model","choices":[{"index":0,"delta":{"role":"assistant","content":"\u00e9 \/ 1","new":1.50},"logprobs":null,"finish_reason":null,"x":[ ]}],"usage":null , "later":{"a":1e3}}""";
        using var play = new Play();

        play.Push($"data: {chunk}\n\n");

        play.Output.ShouldBe($"data: {chunk}\n\n");
    }

    [Fact]
    public void Push_ChunkOverSeveralDataLines_LeavesOnOne()
    {
        using var play = new Play();

        play.Push("data: {\ndata: \"choices\":[{\"index\":0,\r\ndata: \"delta\":{\"content\":\"x\"}}],\ndata: \"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"x\":[1,\ndata: 2]}}\n\n");
        play.Push($"data: {Stop}\n\n");
        play.Complete();

        play.Client().Only.Text.ShouldBe("x");
        play.Client().Usage!.Value.GetProperty("x").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public void Push_RoleOnly_IsNoOutputYet()
    {
        using var play = new Play();

        play.Push("data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\n");
        play.Stream.HasOutput.ShouldBeFalse();
        play.Push("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"}}]}\n\n");
        play.Stream.HasOutput.ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"choices":[{"delta":{"content":"x"}}]}""")]
    [InlineData("""{"choices":[{"index":null,"delta":{"role":"","content":"x"},"finish_reason":""}],"id":"","created":0,"object":""}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"model","content":[{"type":"text","text":"x"}]}}]}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant","content":"x","tool_calls":[],"function_call":null}}],"system_fingerprint":null}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"role":"assistant"}}]}|{"choices":[{"index":0,"delta":{"role":"assistant","content":"x"}}]}""")]
    [InlineData("""{"object":"heartbeat"}|{"choices":null}|{"choices":[]}|{"type":"ping"}|{"choices":[{"index":0,"delta":{"content":"x"}}],"error":null}""")]
    [InlineData("""{"choices":[{"index":0,"delta":null}]}|{"choices":[{"index":0,"delta":{"content":"x"}}],"provider":"p","obfuscation":"zz"}""")]
    [InlineData("""{"choices":[{"index":0,"delta":{"content":"x"},"message":{"content":"x so far"}}]}""")]
    public void Push_LooseChunks_BecomeStrict(string chunks)
    {
        using var play = Play.Events([.. chunks.Split('|'), Stop]);

        var choice = play.Client().Only;
        choice.Text.ShouldBe("x");
        choice.Finish.ShouldBe("stop");
    }

    [Fact]
    public void Push_UnknownMembers_TravelOn()
    {
        using var play = Play.Events(
            """{"choices":[{"index":0,"delta":{"content":"x","annotations":[{"a":1}]},"stop_reason":7}],"citations":["u"]}""",
            """{"choices":[{"index":0,"delta":{"annotations":[{"a":2}]},"finish_reason":"stop"}],"citations":["u","v"]}""");

        play.Output.ShouldContain("""{"role":"assistant","content":"x","annotations":[{"a":1}]},"stop_reason":7""");
        play.Output.ShouldContain("\"citations\":[\"u\"]");
        play.Answer().ShouldContain("\"annotations\":[{\"a\":1},{\"a\":2}]");
        play.Answer().ShouldContain("\"stop_reason\":7");
        play.Answer().ShouldEndWith(",\"citations\":[\"u\",\"v\"]}");
    }

    [Theory]
    [InlineData("stop", "stop")]
    [InlineData("STOP", "stop")]
    [InlineData("eos", "stop")]
    [InlineData("end_turn", "stop")]
    [InlineData("COMPLETE", "stop")]
    [InlineData("MAX_TOKENS", "length")]
    [InlineData("model_length", "length")]
    [InlineData("model_context_window_exceeded", "length")]
    [InlineData("tool_use", "tool_calls")]
    [InlineData("sensitive", "content_filter")]
    [InlineData("content-filter", "content_filter")]
    [InlineData("SAFETY", "content_filter")]
    [InlineData("function_call", "function_call")]
    [InlineData("brand_new", "stop")]
    public void Push_ForeignFinish_IsMapped(string foreign, string finish)
    {
        using var play = Play.Events($$"""{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"{{foreign}}"}]}""");

        play.Client().Only.Finish.ShouldBe(finish);
        play.Stream.EndedOddly.ShouldBe(foreign == "brand_new");
    }

    [Theory]
    [InlineData("error")]
    [InlineData("network_error")]
    [InlineData("insufficient_system_resource")]
    [InlineData("abort")]
    [InlineData("cancelled")]
    public void Push_FinishThatIsAFailure_Fails(string finish)
    {
        using var play = Play.Events($$"""{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"{{finish}}"}]}""");

        play.Stream.State.ShouldBe(StreamState.Failed);
        play.Stream.Failure!.Code.ShouldBe("answer_aborted");
        play.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"error":{"message":"m","code":429}}""", "rate_limited")]
    [InlineData("""{"error":"m"}""", "error_in_200")]
    [InlineData("""{"choices":[],"error":{"message":"m","code":"x"}}""", "error_in_200")]
    [InlineData("""{"choices":[{"index":0,"delta":{},"error":{"code":503,"message":"m"},"finish_reason":"error"}]}""", "overloaded")]
    [InlineData("""{"choices":[],"x_groq":{"error":"m"}}""", "error_in_200")]
    [InlineData("""{"base_resp":{"status_code":1002,"status_msg":"m"},"choices":null}""", "rate_limited")]
    [InlineData("""{"code":50505,"message":"m","data":null}""", "overloaded")]
    [InlineData("""{"object":"error","message":"m","code":400}""", "invalid_request")]
    [InlineData("""[{"error":{"code":503,"message":"m"}}]""", "overloaded")]
    [InlineData("""{"choices":[""", "malformed_answer")]
    [InlineData("""{"choices":[[{"index":0,"delta":{"content":7}}]]}""", "malformed_answer")]
    [InlineData("""{"choices":["x"]}""", "malformed_answer")]
    public void Push_ErrorInStream_Fails(string chunk, string code)
    {
        using var play = Play.Events("""{"choices":[{"index":0,"delta":{"content":"x"}}]}""", chunk, Stop);

        play.Stream.State.ShouldBe(StreamState.Failed);
        play.Stream.Failure!.Code.ShouldBe(code);
        play.Client().Only.Text.ShouldBe("x");
    }

    [Theory]
    [InlineData("""[["x"],{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]""")]
    [InlineData("""[null,{"index":0,"id":"a","type":"function","function":["x"],"custom":"x"},{"index":0,"function":{"name":"f","arguments":"{}"}}]""")]
    public void Push_CallThatIsNoObject_IsLeftOut(string calls)
    {
        using var play = Play.Events($$$"""{"choices":[{"index":0,"delta":{"tool_calls":{{{calls}}}}}]}""", """{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}""");

        play.Stream.State.ShouldBe(StreamState.Ended);
        play.Client().Only.Calls.ShouldHaveSingleItem()[1].ShouldBe("f");
    }

    [Fact]
    public void Push_AfterDone_IsIgnored()
    {
        using var play = Play.Events("""{"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}""", " [DONE] ", "{\"error\":\"late\"}");

        play.Stream.State.ShouldBe(StreamState.Ended);
        play.Client().Only.Text.ShouldBe("x");
    }

    [Theory]
    [InlineData("""{"content":"x"}""", "stop")]
    [InlineData("""{"tool_calls":[{"index":0,"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}""", "tool_calls")]
    [InlineData("""{"function_call":{"name":"f","arguments":"{}"}}""", "function_call")]
    public void Push_DoneWithoutFinish_EndsEveryChoice(string delta, string finish)
    {
        using var play = Play.Events($$"""{"choices":[{"index":0,"delta":{{delta}}}]}""", """{"choices":[{"index":1,"delta":{"content":"y"},"finish_reason":"stop"}]}""");

        play.Stream.State.ShouldBe(StreamState.Ended);
        play.Stream.EndedOddly.ShouldBeTrue();
        play.Client().Choices.Select(choice => choice.Finish).ShouldBe([finish, "stop"]);
    }

    [Fact]
    public void Complete_OneChoiceUnfinished_IsBroken()
    {
        using var play = new Play();
        play.Push("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"x\"},\"finish_reason\":\"stop\"},{\"index\":1,\"delta\":{\"content\":\"y\"}}]}\n\n");

        play.Complete();

        play.Stream.Failure!.Code.ShouldBe("incomplete_stream");
        play.Stream.Failure.Retry.ShouldBe(RetryScope.SameSource);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":4,"total_tokens":13}|{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}""", 7L, 3L)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":4}|null|{}""", 9L, 4L)]
    [InlineData("""{"prompt_tokens":0,"completion_tokens":0,"total_tokens":0}""", 0L, 0L)]
    [InlineData("""{"prompt_tokens":12.0,"total_tokens":17}""", 12L, 5L)]
    [InlineData("""{"prompt_tokens":9,"completion_tokens":-4}""", null, null)]
    [InlineData("""{"prompt_tokens":9223372036854775807,"completion_tokens":4}""", null, null)]
    [InlineData("""{"prompt_tokens":1.5,"completion_tokens":4}""", null, null)]
    [InlineData("""{"completion_tokens":4,"total_tokens":5}""", null, null)]
    public void Push_Usage_LastOneCounts(string reports, long? input, long? output)
    {
        using var play = Play.Events([.. reports.Split('|').Select(usage => $$$"""{"choices":[{"index":0,"delta":{"content":"x"}}],"usage":{{{usage}}}}"""), Stop]);

        (play.Stream.Usage?.InputTokens).ShouldBe(input);
        (play.Stream.Usage?.OutputTokens).ShouldBe(output);
        play.Client().Usage.HasValue.ShouldBe(input is not null);
    }

    [Fact]
    public void WriteUsage_Estimate_IsWrittenOnce()
    {
        using var play = Play.Events("""{"id":"c","created":1,"choices":[{"index":0,"delta":{"content":"x"},"finish_reason":"stop"}]}""");
        var output = new ArrayBufferWriter<byte>();
        var estimate = new Usage(UsageSource.Estimated, 5, 0, 0, 1, 0);

        play.Stream.WriteEnd(estimate, output);
        play.Stream.WriteEnd(estimate, output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(
            "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"public-model\",\"choices\":[],\"usage\":"
            + "{\"prompt_tokens\":5,\"completion_tokens\":1,\"total_tokens\":6,\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":0}}}\n\n");
    }

    [Fact]
    public void Push_ForeignReasoning_IsSentInBothSpellings()
    {
        using var play = Play.Events("""{"choices":[{"index":0,"delta":{"reasoning":"Why","reasoning_content":null}}]}""", Stop);

        play.Output.ShouldContain("""{"role":"assistant","reasoning":"Why","reasoning_content":"Why"}""");
        play.Answer().ShouldContain("\"reasoning_content\":\"Why\",\"reasoning\":\"Why\"");
    }

    [Fact]
    public void Push_Refusal_IsKeptApart()
    {
        using var play = Play.Events("""{"choices":[{"index":0,"delta":{"content":null,"refusal":"I "}}]}""", """{"choices":[{"index":0,"delta":{"refusal":"won't"}}]}""", Stop);

        play.Client().Only.Refusal.ShouldBe("I won't");
        play.Answer().ShouldContain("\"content\":null,\"refusal\":\"I won't\"");
    }

    [Fact]
    public void Push_EventOverTheLimit_Fails()
    {
        using var stream = new ChatStream(Play.Frame(), maxEventBytes: 100);

        stream.Push(Encoding.UTF8.GetBytes("data: " + new string('x', 200)), new ArrayBufferWriter<byte>()).ShouldBe(StreamState.Failed);

        stream.Failure!.Code.ShouldBe("answer_too_large");
    }

    [Fact]
    public void Push_ChoicesWithoutEnd_Fails()
    {
        using var play = Play.Events([.. Enumerable.Range(0, 200).Select(i => $$$"""{"choices":[{"index":{{{i}}},"delta":{"content":"x"}}]}""")]);

        play.Stream.Failure!.Code.ShouldBe("answer_too_large");
    }

    [Fact]
    public void Push_SteadyState_AllocatesNothing()
    {
        using var stream = new ChatStream(Play.Frame());
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var bytes = Encoding.UTF8.GetBytes("data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"system_fingerprint\":\"fp\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"tern\"},\"logprobs\":null,\"finish_reason\":null}],\"usage\":null}\n\n");
        Feed(stream, bytes, output, 3000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Feed(stream, bytes, output, 1000);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void Feed(ChatStream stream, byte[] bytes, ArrayBufferWriter<byte> output, int times)
    {
        for (var i = 0; i < times; i++)
        {
            output.ResetWrittenCount();
            stream.Push(bytes, output);
        }
    }
}
