using System.Text.Json;
using NextModel.Metering;
using NextModel.Providers.OpenAI;
using NextModel.Testing.Upstream;

namespace NextModel.Tests.Providers.OpenAI;

/// <summary>Every recorded stream of a source that speaks OpenAI's language, cut as recorded.</summary>
public sealed class ChatStreamFixtureTests
{
    /// <summary>Streams that are whole, whatever is odd about them.</summary>
    public static TheoryData<string> Whole =>
    [
        "chat-n2", "chat-stream", "chat-stream-after-usage", "chat-stream-emoji", "chat-stream-filtered", "chat-stream-logprobs", "chat-stream-nodone", "chat-stream-norole", "chat-stream-nousage",
        "chat-stream-obfuscation", "chat-stream-refusal", "chat-stream-usage-every-chunk", "chat-stream-usage-in-choice", "chat-stream-usage-in-finish",
        "chat-stream-usage-xgroq", "err-first-event", "err-unknown-finish", "frame-azure-async-filter", "frame-bom", "frame-byte-by-byte",
        "frame-choices-null", "frame-comments", "frame-cr", "frame-crlf", "frame-empty-choices-first", "frame-empty-data", "frame-empty-object", "frame-event-id-retry",
        "frame-event-ping", "frame-id-changes", "frame-no-last-blank", "frame-nospace", "frame-one-packet", "frame-sse-for-nonstream",
        "frame-surrogate-escape", "frame-utf8-split", "huge-event", "reasoning-content", "reasoning-details", "reasoning-field",
        "reasoning-mistral-blocks", "slow-first-token", "slow-headers", "tools-after-text", "tools-after-thinking", "tools-empty-args", "tools-function-call-legacy",
        "tools-stream-finish-stop", "tools-stream-index0-always", "tools-stream-interleaved", "tools-stream-noid",
        "tools-stream-noindex", "tools-stream-single", "tools-stream-split", "tools-stream-index-from-1", "tools-truncated-args",
    ];

    /// <summary>Streams that fail, with our word for it and whether anything had reached the caller.</summary>
    public static TheoryData<string, string, bool> Broken => new()
    {
        { "completions-legacy", "malformed_answer", false },
        { "err-disconnect", "incomplete_stream", true },
        { "err-empty-200", "empty_answer", false },
        { "err-empty-stream", "empty_answer", false },
        { "err-eof-mid-event", "incomplete_stream", true },
        { "err-malformed-json", "malformed_answer", true },
        { "err-mid-stream-event", "overloaded", true },
        { "err-mid-stream-object-done", "error_in_200", true },
        { "err-mid-stream-object-reset", "error_in_200", true },
        { "slow-stall", "incomplete_stream", true },
    };

    [Theory]
    [MemberData(nameof(Whole))]
    public void Push_WholeStream_GivesWhatTheFixtureExpects(string name)
    {
        using var play = Play.Fixture(name);

        play.Stream.Failure.ShouldBeNull();
        play.Stream.State.ShouldBe(StreamState.Ended);
        var client = play.Client();
        client.Choices.ShouldAllBe(choice => choice.Finish != null);
        client.Choices.ShouldAllBe(choice => choice.Calls.Count == 0 || choice.Finish != "stop");
        var expect = FixtureFile.Load(name).Expect;
        foreach (var expected in expect.EnumerateObject())
        {
            ShouldMeet(client, play.Stream.Usage, expected);
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void Push_WholeStream_AssemblesTheSameAnswer(string name)
    {
        using var play = Play.Fixture(name);

        var answer = JsonDocument.Parse(play.Answer()).RootElement;

        answer.GetProperty("object").GetString().ShouldBe("chat.completion");
        answer.GetProperty("model").GetString().ShouldBe(Play.PublicModel);
        answer.TryGetProperty("usage", out _).ShouldBeFalse();
        var choices = play.Client().Choices;
        answer.GetProperty("choices").GetArrayLength().ShouldBe(choices.Count);
        for (var i = 0; i < choices.Count; i++)
        {
            ShouldEqual(answer.GetProperty("choices")[i], choices[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Whole))]
    public void Push_UsageNotAskedFor_SendsNone(string name)
    {
        using var play = Play.Fixture(name, asksUsage: false);

        play.Client().Usage.ShouldBeNull();
        play.Stream.State.ShouldBe(StreamState.Ended);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void Push_BrokenStream_Fails(string name, string code, bool hadOutput)
    {
        using var play = Play.Fixture(name);

        play.Stream.State.ShouldBe(StreamState.Failed);
        play.Stream.Failure!.Code.ShouldBe(code);
        play.Stream.HasOutput.ShouldBe(hadOutput);
        play.Client().Choices.ShouldAllBe(choice => choice.Finish == null);
        if (FixtureFile.Load(name).Expect.TryGetProperty("partial", out var partial))
        {
            play.Client().Only.Text.ShouldBe(partial.GetString());
        }
    }

    [Fact]
    public void Push_ErrorAsFirstEvent_FailsBeforeAnyOutput()
    {
        using var play = new Play();
        play.Push(System.Text.Encoding.UTF8.GetString(FixtureFile.Load("err-first-event").Responses[0].Writes[0].Bytes.Span));

        play.Stream.State.ShouldBe(StreamState.Failed);
        play.Stream.HasOutput.ShouldBeFalse();
        play.Stream.Failure!.Code.ShouldBe("overloaded");
        play.Output.ShouldBeEmpty();
    }

    private static void ShouldMeet(StrictClient client, Usage? usage, JsonProperty expected)
    {
        switch (expected.Name)
        {
            case "text":
                client.Only.Text.ShouldBe(expected.Value.GetString());
                break;
            case "texts":
                client.Choices.Select(choice => choice.Text).ShouldBe(expected.Value.EnumerateArray().Select(text => text.GetString()));
                break;
            case "length":
                client.Only.Text.Length.ShouldBe(expected.Value.GetInt32());
                break;
            case "reasoning":
                client.Only.Reasoning.ShouldBe(expected.Value.GetString());
                break;
            case "calls":
                client.Only.Calls.ShouldBe(expected.Value.EnumerateArray().Select(call => call.Deserialize<string[]>()!));
                break;
            case "finish":
                client.Only.Finish.ShouldBe(expected.Value.GetString());
                break;
            case "refusal":
                client.Only.Refusal.ShouldBe(expected.Value.GetString());
                break;
            case "usage" when expected.Value.ValueKind == JsonValueKind.Null:
                usage.ShouldBeNull();
                client.Usage.ShouldBeNull();
                break;
            case "usage":
                usage!.Value.InputTokens.ShouldBe(expected.Value[0].GetInt64());
                usage.Value.OutputTokens.ShouldBe(expected.Value[1].GetInt64());
                client.Usage!.Value.GetProperty("total_tokens").GetInt64().ShouldBe(usage.Value.TotalTokens);
                break;
            case "attempts":
                break;
            default:
                throw new InvalidOperationException($"Nothing checks '{expected.Name}'.");
        }
    }

    private static void ShouldEqual(JsonElement assembled, StrictChoice choice)
    {
        var message = assembled.GetProperty("message");
        message.GetProperty("role").GetString().ShouldBe("assistant");
        (message.GetProperty("content").GetString() ?? "").ShouldBe(choice.Text);
        (message.GetProperty("refusal").GetString() ?? "").ShouldBe(choice.Refusal);
        (message.TryGetProperty("reasoning_content", out var reasoning) ? reasoning.GetString() ?? "" : "").ShouldBe(choice.Reasoning);
        assembled.GetProperty("finish_reason").GetString().ShouldBe(choice.Finish);
        var calls = message.TryGetProperty("tool_calls", out var list) ? list.EnumerateArray().ToList() : [];
        calls.Select(call => new[]
        {
            call.GetProperty("id").GetString(), call.GetProperty("function").GetProperty("name").GetString(),
            call.GetProperty("function").GetProperty("arguments").GetString(),
        }).ShouldBe(choice.Calls);
    }
}
