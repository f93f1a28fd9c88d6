using System.Text;
using System.Text.Json;
using NextModel.Inference;
using NextModel.Providers.Anthropic;
using NextModel.Providers.OpenAI;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Anthropic;

public sealed class AnthropicAnswerTests
{
    private const string Everything =
        """
        {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
        {"type":"thinking","thinking":"Hm \u00e9","signature":"c2ln"},{"type":"redacted_thinking","data":"c2VhbGVk"},
        {"type":"text","text":"Lanterns "},{"type":"text","text":"drift."},
        {"type":"tool_use","id":"toolu_1","name":"get","input":{"city": "Oslo", "n":[1, 2]}},{"type":"tool_use","id":"toolu_2","name":"now","input":{}}],
        "stop_reason":"tool_use","usage":{"input_tokens":8,"cache_read_input_tokens":4,"cache_creation_input_tokens":3,
        "cache_creation":{"ephemeral_5m_input_tokens":1,"ephemeral_1h_input_tokens":2},"output_tokens":15,"output_tokens_details":{"thinking_tokens":6}}}
        """;

    public static TheoryData<string, string, string?> Ends => new()
    {
        { "end_turn", "stop", null },
        { "stop_sequence", "stop", null },
        { "max_tokens", "length", "finish_reason" },
        { "model_context_window_exceeded", "length", "finish_reason" },
        { "tool_use", "tool_calls", null },
        { "refusal", "content_filter", "content_filter" },
        { "pause_turn", "stop", "odd_end" },
        { "brand_new_reason", "stop", "odd_end" },
    };

    [Fact]
    public void Read_Everything_IsAChatCompletion()
    {
        using var answer = Read(Everything);

        var message = Choice(answer).GetProperty("message");
        message.GetProperty("content").GetString().ShouldBe("Lanterns drift.");
        message.GetProperty("reasoning_content").GetString().ShouldBe("Hm é");
        message.GetProperty("reasoning_details").GetRawText().ShouldBe(
            """[{"type":"reasoning.text","text":"Hm \u00e9","signature":"c2ln","format":"anthropic-claude-v1","index":0},"""
            + """{"type":"reasoning.encrypted","data":"c2VhbGVk","format":"anthropic-claude-v1","index":1}]""");
        message.GetProperty("tool_calls").EnumerateArray().Select(call => call.GetProperty("function").GetProperty("arguments").GetString())
            .ShouldBe(["{\"city\":\"Oslo\",\"n\":[1,2]}", "{}"]);
        Choice(answer).GetProperty("finish_reason").GetString().ShouldBe("tool_calls");
        answer.UpstreamId.ShouldBe("msg_1");
    }

    [Fact]
    public void Read_Everything_CountsCacheClassesInsideTheInput()
    {
        using var answer = Read(Everything);

        var usage = answer.Usage!.Value;
        (usage.InputTokens, usage.CachedInputTokens, usage.CacheWriteTokens, usage.OutputTokens, usage.ReasoningTokens).ShouldBe((15, 4, 3, 15, 6));
    }

    [Theory]
    [MemberData(nameof(Ends))]
    public void Read_StopReason_IsOneOfOpenAIs(string reason, string expected, string? notStorable)
    {
        using var answer = Read("""{"id":"m","content":[{"type":"@TYPE","text":"x","id":"a","name":"f","input":{}}],"stop_reason":"@REASON"}"""
            .Replace("@TYPE", reason == "tool_use" ? "tool_use" : "text", StringComparison.Ordinal).Replace("@REASON", reason, StringComparison.Ordinal));

        Choice(answer).GetProperty("finish_reason").GetString().ShouldBe(expected);
        answer.NotStorableBecause.ShouldBe(notStorable);
    }

    [Fact]
    public void Read_Refusal_TellsTheExplanation()
    {
        using var answer = Read("""{"id":"m","content":[],"stop_reason":"refusal","stop_details":{"category":"cyber","explanation":"No."}}""");

        var message = Choice(answer).GetProperty("message");
        message.GetProperty("content").ValueKind.ShouldBe(JsonValueKind.Null);
        message.GetProperty("refusal").GetString().ShouldBe("No.");
    }

    [Theory]
    [InlineData("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", "overloaded")]
    [InlineData("""{"type":"error","error":{"type":"api_error","message":"x"}}""", "error_in_200")]
    [InlineData("""{"input_tokens":14}""", "malformed_answer")]
    [InlineData("<html>", "malformed_answer")]
    [InlineData("", "empty_answer")]
    public void Read_NoMessage_IsAFailure(string body, string code)
    {
        WholeAnswer.Read(Requests.Chat("{}"), Encoding.UTF8.GetBytes(body), Play.Frame(), out var failure, AnthropicTranslator.Instance).ShouldBeNull();

        failure!.Code.ShouldBe(code);
    }

    private static WholeAnswer Read(string body)
    {
        var answer = WholeAnswer.Read(Requests.Chat("{}"), Encoding.UTF8.GetBytes(body), Play.Frame(), out var failure, AnthropicTranslator.Instance);
        failure.ShouldBeNull();
        answer.ShouldNotBeNull().Operation.ShouldBe(Operation.ChatCompletions);
        return answer;
    }

    private static JsonElement Choice(WholeAnswer answer) => JsonDocument.Parse(answer.Json).RootElement.GetProperty("choices")[0];
}
