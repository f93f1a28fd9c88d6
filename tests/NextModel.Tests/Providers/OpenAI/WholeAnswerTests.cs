using System.Buffers;
using System.Text;
using System.Text.Json;
using NextModel.Inference;
using NextModel.Metering;
using NextModel.Providers.OpenAI;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

public sealed class WholeAnswerTests
{
    public static TheoryData<string> Answers =>
    [
        "chat-json", "chat-logprobs", "chat-n2-json", "chat-normal", "chat-refusal", "err-408-then-ok", "err-409-then-ok", "err-429-then-ok", "err-500-then-ok", "err-503-retry-after", "err-reset-before-headers",
        "frame-json-for-stream", "frame-json-leading-blank", "huge-json", "tools-normal", "tools-object-args",
        "tools-single", "tools-then-text",
    ];

    public static TheoryData<string, string> Errors => new()
    {
        { "completions-legacy", "malformed_answer" },
        { "completions-legacy-json", "malformed_answer" },
        { "err-in-200-json", "overloaded" },
        { "err-in-200-code", "overloaded" },
        { "err-malformed-body", "malformed_answer" },
        { "err-empty-200", "empty_answer" },
        { "err-short-content-length", "malformed_answer" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public void Read_WholeAnswer_GivesWhatTheFixtureExpects(string name)
    {
        var fixture = FixtureFile.Load(name);
        using var answer = Read(Body(fixture), out var failure);

        failure.ShouldBeNull();
        var message = Parsed(answer!).GetProperty("choices")[0].GetProperty("message");
        answer!.Usage.ShouldBe(new Usage(UsageSource.Provider, 12, 4, 0, 5, 0));
        foreach (var expected in fixture.Expect.EnumerateObject())
        {
            switch (expected.Name)
            {
                case "text":
                    message.GetProperty("content").GetString().ShouldBe(expected.Value.GetString());
                    break;
                case "texts":
                    Parsed(answer).GetProperty("choices").GetArrayLength().ShouldBe(expected.Value.GetArrayLength());
                    break;
                case "refusal":
                    message.GetProperty("refusal").GetString().ShouldBe(expected.Value.GetString());
                    break;
                case "length":
                    message.GetProperty("content").GetString()!.Length.ShouldBe(expected.Value.GetInt32());
                    break;
                case "calls":
                    Calls(message).ShouldBe(expected.Value.EnumerateArray().Select(call => call.Deserialize<string[]>()!));
                    break;
            }
        }
    }

    [Fact]
    public void Read_ObjectArguments_BecomeCompactText()
    {
        using var answer = Read(Chat("""{"tool_calls":[{"function":{"name":"f","arguments": { "a\n" : [1, 2.50],  "s":"x \" y" } },"extra":7}]}""", "tool_calls"), out _);

        var call = Parsed(answer!).GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls")[0];
        call.GetProperty("function").GetProperty("arguments").GetString().ShouldBe("""{"a\n":[1,2.50],"s":"x \" y"}""");
        call.GetProperty("type").GetString().ShouldBe("function");
        call.GetProperty("id").GetString()!.Length.ShouldBe("call_".Length + 24);
        call.GetProperty("extra").GetInt32().ShouldBe(7);
    }

    [Theory]
    [InlineData("""[["x","x"],{"function":{"name":"f","arguments":"{}"}}]""")]
    [InlineData("""[null,7,{"function":{"name":"f","arguments":"{}"}}]""")]
    public void Read_CallThatIsNoObject_IsLeftOut(string calls)
    {
        using var answer = Read(Chat($$$"""{"tool_calls":{{{calls}}}}""", "tool_calls"), out _);

        Parsed(answer!).GetProperty("choices")[0].GetProperty("message").GetProperty("tool_calls").GetArrayLength().ShouldBe(1);
    }

    [Theory]
    [MemberData(nameof(Errors))]
    public void Read_NoAnswer_Fails(string name, string code)
    {
        Read(Body(FixtureFile.Load(name)), out var failure).ShouldBeNull();

        failure!.Code.ShouldBe(code);
    }

    [Theory]
    [InlineData("""{"base_resp":{"status_code":1002,"status_msg":"rate"},"choices":null}""", "rate_limited")]
    [InlineData("""{"base_resp":{"status_code":1008,"status_msg":"no money"},"choices":null}""", "quota_exhausted")]
    [InlineData("""{"success":false,"data":null}""", "error_in_200")]
    [InlineData("""{"code":20012,"message":"Model does not exist","data":null}""", "model_missing")]
    [InlineData("""{"object":"error","message":"x","type":"BadRequestError","code":400}""", "invalid_request")]
    [InlineData("""{"error":"boom"}""", "error_in_200")]
    [InlineData("""{"choices":[]}""", "empty_answer")]
    [InlineData("""{"choices":null}""", "malformed_answer")]
    [InlineData("""{}""", "malformed_answer")]
    [InlineData("""[]""", "malformed_answer")]
    [InlineData("\"Invalid token\"", "credential_refused")]
    [InlineData("""{"choices":[{"index":0,"finish_reason":"stop"}]}""", "malformed_answer")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"x"},"finish_reason":"network_error"}]}""", "answer_aborted")]
    [InlineData("""{"choices":[{"index":0,"message":{"content":"x"},"error":{"code":502,"message":"x"},"finish_reason":"error"}]}""", "error_in_200")]
    [InlineData("<html>502</html>", "malformed_answer")]
    public void Read_ErrorIn200_Fails(string body, string code)
    {
        Read(Encoding.UTF8.GetBytes(body), out var failure).ShouldBeNull();

        failure!.Code.ShouldBe(code);
    }

    [Fact]
    public void Read_StreamThatIsCalledJson_IsPutTogether()
    {
        using var answer = Read(Body(FixtureFile.Load("chat-stream")), out _);

        Parsed(answer!).GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe("Lanterns drift.");
        answer!.Usage!.Value.OutputTokens.ShouldBe(5);
        Read(Body(FixtureFile.Load("err-mid-stream-event")), out var failure).ShouldBeNull();
        failure!.Code.ShouldBe("overloaded");
    }

    [Fact]
    public void Read_BaseRespOfSuccess_IsNoError()
    {
        using var answer = Read("""{"id":"a","choices":[{"index":0,"message":{"content":"x"},"finish_reason":"stop"}],"base_resp":{"status_code":0}}"""u8.ToArray(), out _);

        Parsed(answer!).TryGetProperty("base_resp", out _).ShouldBeFalse();
    }

    [Fact]
    public void Read_BareAnswer_GetsEverythingClientsNeed()
    {
        using var answer = Read("""{"provider":"p","choices":[{"message":{"content":"x"}}],"kept":{"a":1}}"""u8.ToArray(), out _);

        var minted = new MintedIds(Play.Frame().RequestId).Next("chatcmpl-");
        Encoding.UTF8.GetString(answer!.Json.Span).ShouldBe(
            """{"choices":[{"message":{"role":"assistant","content":"x","refusal":null},"index":0,"logprobs":null,"finish_reason":"stop"}],"kept":{"a":1},"id":""" + $"\"{minted}\""
            + ""","object":"chat.completion","created":1763000000,"model":"public-model"}""");
        answer.NotStorableBecause.ShouldBe("odd_end");
        answer.UpstreamId.ShouldBeNull();
    }

    [Fact]
    public void Read_AnswerInOpenAIsForm_TravelsUnchanged()
    {
        const string body = """{ "id":"chatcmpl-1", "object":"chat.completion","created":1763700000,"model":"public-model","choices":[{"index":0,"message":{"role":"assistant","content":"\u00e9 1.0","refusal":null,"annotations":[ ]},"logprobs":null,"finish_reason":"stop","n":1.50}],"new":[1e2]}""";
        using var answer = Read(Encoding.UTF8.GetBytes(body), out _);

        Encoding.UTF8.GetString(answer!.Json.Span).ShouldBe(body);
        answer.UpstreamId.ShouldBe("chatcmpl-1");
        answer.Usage.ShouldBeNull();
        answer.NotStorableBecause.ShouldBeNull();
    }

    [Theory]
    [InlineData("\"\"", "stop", null)]
    [InlineData("\"x\"", "tool_calls", null)]
    [InlineData("\"x\"", "length", "finish_reason")]
    [InlineData("\"x\"", "sensitive", "content_filter")]
    [InlineData("\"x\"", "function_call", "finish_reason")]
    [InlineData("\"x\"", "whatever", "odd_end")]
    [InlineData("null,\"refusal\":\"no\"", "stop", "refusal")]
    public void NotStorableBecause_FollowsFromTheEnd(string content, string finish, string? why)
    {
        using var answer = Read(Chat($$"""{"content":{{content}}}""", finish), out _);

        answer!.NotStorableBecause.ShouldBe(why);
    }

    [Fact]
    public void Read_LoneSurrogates_AreReplaced()
    {
        using var answer = Read(Chat("""{"content":"a\ud83d","x\udc00":"\ud83d\uddfb"}""", "stop"), out _);

        var message = Parsed(answer!).GetProperty("choices")[0].GetProperty("message");
        message.GetProperty("content").GetString().ShouldBe("a\uFFFD");
        message.GetProperty("x\uFFFD").GetString().ShouldBe("🗻");
    }

    [Fact]
    public void WriteJson_ReportedUsage_KeepsItsOtherMembers()
    {
        using var answer = Read("""
            {"choices":[{"message":{"content":"x"},"finish_reason":"stop"}],
             "usage":{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,"cost":0.5,"prompt_cache_hit_tokens":3,"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":1}}}
            """u8.ToArray(), out _);

        Usage(answer!, answer!.Usage!.Value).ShouldBe(
            """{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2,"audio_tokens":1},"prompt_cache_hit_tokens":3}""");
    }

    [Fact]
    public void WriteJson_Replay_CountsAllInputAsCached()
    {
        using var answer = WholeAnswer.Stored(Operation.ChatCompletions, """{"id":"x","choices":[]}"""u8);

        Usage(answer, new Usage(UsageSource.Replayed, 10, 3, 2, 4, 1)).ShouldBe(
            """{"prompt_tokens":10,"completion_tokens":4,"total_tokens":14,"prompt_tokens_details":{"cached_tokens":10},"completion_tokens_details":{"reasoning_tokens":1}}""");
    }

    [Fact]
    public void CountText_CountsAllTheModelWrote()
    {
        using var answer = Read(Chat("""{"content":"one two","reasoning_content":"three","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}""", "tool_calls"), out _);
        var counter = TokenCounter.Find("o200k_base")!;

        answer!.CountText(counter).ShouldBe(new[] { "one two", "three", "f", "{}" }.Sum(counter.Count));
    }

    private static string Usage(WholeAnswer answer, Usage usage)
    {
        var json = new ArrayBufferWriter<byte>();
        answer.WriteJson(json, usage);
        return JsonDocument.Parse(json.WrittenMemory).RootElement.GetProperty("usage").GetRawText();
    }

    private static byte[] Chat(string message, string finish) =>
        Encoding.UTF8.GetBytes($$"""{"id":"a","choices":[{"index":0,"message":{{message}},"finish_reason":"{{finish}}"}]}""");

    private static IEnumerable<string?[]> Calls(JsonElement message) => message.GetProperty("tool_calls").EnumerateArray().Select(call => new[]
    {
        call.GetProperty("id").GetString(), call.GetProperty("function").GetProperty("name").GetString(),
        call.GetProperty("function").GetProperty("arguments").GetString(),
    });

    private static WholeAnswer? Read(byte[] body, out NextModel.Providers.ProviderFailure? failure) =>
        WholeAnswer.Read(Requests.Chat("""{"model":"m"}"""), body, Play.Frame(), out failure);

    private static byte[] Body(Fixture fixture) => [.. fixture.Responses[^1].Writes.SelectMany(write => write.Bytes.ToArray())];

    private static JsonElement Parsed(WholeAnswer answer) => JsonDocument.Parse(answer.Json.ToArray()).RootElement;
}
