using System.Text;
using NextModel.Errors;
using NextModel.Providers.Anthropic;
using NextModel.Providers.Translation;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Anthropic;

public sealed class AnthropicRequestTests
{
    private const string User = "{\"role\":\"user\",\"content\":\"Hi\"}";

    /// <summary>Model, members beside model and messages, and what they become after <c>model</c>, <c>max_tokens</c> and <c>messages</c>.</summary>
    public static TheoryData<string, string, string> Settings => new()
    {
        { "claude-sonnet-4-5", "", "" },
        { "claude-sonnet-4-5", "\"reasoning_effort\":\"low\"", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":1024}" },
        { "claude-sonnet-4-5", "\"reasoning_effort\":\"high\"", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":5000}" },
        { "claude-sonnet-4-5", "\"reasoning_effort\":\"none\"", "" },
        { "claude-3-5-haiku-20241022", "\"reasoning_effort\":\"high\"", "" },
        { "claude-opus-4-6", "\"reasoning_effort\":\"xhigh\"", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"high\"}" },
        { "claude-opus-4-7", "\"reasoning_effort\":\"xhigh\"", "\"thinking\":{\"type\":\"adaptive\"},\"output_config\":{\"effort\":\"xhigh\"}" },
        { "claude-opus-4-7", "\"reasoning_effort\":\"none\"", "\"thinking\":{\"type\":\"disabled\"}" },
        { "claude-opus-5-5", "\"reasoning_effort\":\"none\"", "\"output_config\":{\"effort\":\"low\"}" },
        { "claude-sonnet-5-5", "\"reasoning_effort\":\"none\"", "\"thinking\":{\"type\":\"between_tools\"},\"output_config\":{\"effort\":\"low\"}" },
        { "claude-opus-4-7", "\"temperature\":0.5,\"top_p\":0.5,\"top_k\":5", "" },
        { "claude-sonnet-4-5", "\"temperature\":1.5", "\"temperature\":1" },
        { "claude-sonnet-4-5", "\"top_p\":0.5", "\"top_p\":0.5" },
        { "claude-sonnet-4-5", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000},\"temperature\":0.2", "\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}" },
        { "claude-sonnet-4-5", "\"stop\":\"END\"", "\"stop_sequences\":[\"END\"]" },
        { "claude-sonnet-4-5", "\"service_tier\":\"fast\"", "\"speed\":\"fast\"" },
        { "claude-sonnet-4-5", "\"user\":\"u\"", "\"metadata\":{\"user_id\":\"u\"}" },
        { "claude-sonnet-4-5", Tools + ",\"tool_choice\":\"required\"", SentTools + ",\"tool_choice\":{\"type\":\"any\"}" },
        { "claude-sonnet-4-5", Tools + ",\"tool_choice\":\"none\"", SentTools + ",\"tool_choice\":{\"type\":\"none\"}" },
        { "claude-sonnet-4-5", Tools + ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"f\"}}", SentTools + ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"f\"}" },
        { "claude-sonnet-4-5", Tools + ",\"parallel_tool_calls\":false", SentTools + ",\"tool_choice\":{\"type\":\"auto\",\"disable_parallel_tool_use\":true}" },
        { "claude-sonnet-4-5", Tools + ",\"tool_choice\":\"required\",\"reasoning_effort\":\"high\"", SentTools + ",\"tool_choice\":{\"type\":\"any\"}" },
        { "claude-sonnet-4-5", "\"response_format\":{\"type\":\"text\"}", "" },
        { "claude-sonnet-4-5", "\"context_management\":{\"edits\":[]}", "\"context_management\":{\"edits\":[]}" },
    };

    /// <summary>Model, members, and the refusal's code and param.</summary>
    public static TheoryData<string, string, GatewayErrorCode, string> Refused => new()
    {
        { "claude-sonnet-4-5", "\"n\":2", GatewayErrorCode.UnsupportedParameter, "n" },
        { "claude-sonnet-4-5", "\"logprobs\":true", GatewayErrorCode.UnsupportedParameter, "logprobs" },
        { "claude-sonnet-4-5", "\"logit_bias\":{\"50256\":-100}", GatewayErrorCode.UnsupportedParameter, "logit_bias" },
        { "claude-sonnet-4-5", "\"functions\":[{\"name\":\"f\"}]", GatewayErrorCode.UnsupportedParameter, "functions" },
        { "claude-sonnet-4-5", "\"modalities\":[\"text\",\"audio\"]", GatewayErrorCode.UnsupportedParameter, "modalities" },
        { "claude-sonnet-4-5", "\"web_search_options\":{\"search_context_size\":\"low\"}", GatewayErrorCode.UnsupportedParameter, "web_search_options" },
        { "claude-sonnet-4-5", "\"response_format\":{\"type\":\"json_object\"}", GatewayErrorCode.UnsupportedParameter, "response_format" },
        { "claude-3-5-haiku-20241022", "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"schema\":{}}}", GatewayErrorCode.UnsupportedParameter, "response_format" },
        { "claude-sonnet-4-5", "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"a\"}}", GatewayErrorCode.InvalidRequest, "response_format.json_schema.schema" },
        { "claude-sonnet-4-5", "\"reasoning_effort\":\"huge\"", GatewayErrorCode.InvalidRequest, "reasoning_effort" },
        { "claude-sonnet-4-5", "\"stop\":[\" \"]", GatewayErrorCode.UnsupportedParameter, "stop" },
        { "claude-sonnet-4-5", "\"system\":\"be brief\"", GatewayErrorCode.UnsupportedParameter, "system" },
        { "claude-opus-5-5", Tools + ",\"tool_choice\":\"required\"", GatewayErrorCode.UnsupportedParameter, "tool_choice" },
        { "claude-sonnet-4-5", Tools + ",\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{}}", GatewayErrorCode.UnsupportedParameter, "tool_choice" },
        { "claude-sonnet-4-5", "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}]", GatewayErrorCode.UnsupportedParameter, "tools[0]" },
        { "claude-sonnet-4-5", "\"tools\":[{\"type\":\"function\",\"function\":{}}]", GatewayErrorCode.InvalidRequest, "tools[0].function.name" },
        { "claude-sonnet-4-5", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":[]}}]", GatewayErrorCode.InvalidRequest, "tools[0].function.parameters" },
    };

    /// <summary>Messages, and the refusal's param.</summary>
    public static TheoryData<string, string> BadMessages => new()
    {
        { "{\"role\":\"system\",\"content\":\"x\"}", "messages" },
        { "{\"role\":\"user\",\"content\":\"\"}", "messages" },
        { "{\"role\":\"function\",\"name\":\"f\",\"content\":\"x\"}", "messages[0].role" },
        { "{\"role\":\"user\",\"content\":7}", "messages[0].content" },
        { Image("ftp://example.com/a.png"), "messages[0].content[0].image_url.url" },
        { Image("file:///etc/passwd"), "messages[0].content[0].image_url.url" },
        { Image("data:image/png,abc"), "messages[0].content[0].image_url.url" },
        { Image("data:image/png;base64,a*b"), "messages[0].content[0].image_url.url" },
        { Image("data:image/bmp;base64,aaaa"), "messages[0].content[0].image_url.url" },
        { Image("data:image/png;base64," + new string('A', 8 * 1024 * 1024)), "messages[0].content[0].image_url.url" },
        { "{\"role\":\"user\",\"content\":[{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"aaaa\",\"format\":\"wav\"}}]}", "messages[0].content[0].input_audio.data" },
        { "{\"role\":\"user\",\"content\":[{\"type\":\"file\",\"file\":{\"file_id\":\"file-1\"}}]}", "messages[0].content[0].file.file_id" },
        { "{\"role\":\"user\",\"content\":[{\"type\":\"video_url\",\"video_url\":{}}]}", "messages[0].content[0].type" },
        { User + ",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"ci\"}}]}", "messages[1].tool_calls[0].function.arguments" },
        { User + ",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"[1]\"}}]}", "messages[1].tool_calls[0].function.arguments" },
        { User + ",{\"role\":\"assistant\",\"tool_calls\":[{\"type\":\"custom\",\"custom\":{\"name\":\"f\"}}]}", "messages[1].tool_calls[0]" },
        { User + ",{\"role\":\"tool\",\"content\":\"x\"}", "messages[1].tool_call_id" },
        { User + ",{\"role\":\"assistant\",\"function_call\":{\"name\":\"f\"}}", "messages[1].function_call" },
    };

    private const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    private const string SentTools = "\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\",\"properties\":{}}}]";

    [Theory]
    [MemberData(nameof(Settings))]
    public void Translate_Settings_AreSaidInTheModelsWords(string model, string members, string expected)
    {
        var sent = Sent(model, members);

        sent.ShouldBe($"{{\"model\":\"{model}\",\"max_tokens\":10000,\"messages\":[{{\"role\":\"user\",\"content\":[{{\"type\":\"text\",\"text\":\"Hi\"}}]}}]{Comma(expected)}}}");
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Translate_WhatCannotBeSaid_IsRefusedByName(string model, string members, GatewayErrorCode code, string param)
    {
        using var translated = Translate(model, User, members);

        translated.Refusal.ShouldNotBeNull();
        translated.Refusal.Code.ShouldBe(code);
        translated.Refusal.Param.ShouldBe(param);
        translated.Refusal.Message.ShouldContain(param.Split('.')[0]);
    }

    [Theory]
    [MemberData(nameof(BadMessages))]
    public void Translate_BadMessages_AreRefusedWithTheirPlace(string messages, string param)
    {
        using var translated = Translate("claude-sonnet-4-5", messages, "");

        translated.Refusal.ShouldNotBeNull().Param.ShouldBe(param);
    }

    [Fact]
    public void Translate_NoBoundAnywhere_SendsTheMostTheModelCanWrite()
    {
        using var known = AnthropicTranslator.Instance.Translate(Job("claude-opus-4-1", User, "", limit: null, bound: ""));
        using var catalog = AnthropicTranslator.Instance.Translate(Job("claude-opus-4-1", User, "", limit: 4000, bound: ""));

        known.OutputBound.ShouldBe(32_000);
        catalog.OutputBound.ShouldBe(4000);
        Encoding.UTF8.GetString(catalog.Body.Span).ShouldContain("\"max_tokens\":4000");
    }

    [Fact]
    public void Translate_CallsInTheConversationWithoutTools_DefinesThem()
    {
        var messages = User + ",{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"}";
        using var translated = Translate("claude-sonnet-4-5", messages, "");

        Encoding.UTF8.GetString(translated.Body.Span).ShouldEndWith(SentTools + ",\"tool_choice\":{\"type\":\"none\"}}");
    }

    [Fact]
    public void Translate_ToolLoopWithoutItsReasoning_DoesNotThink()
    {
        var messages = User + ",{\"role\":\"assistant\",\"reasoning_content\":\"hm\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
            + "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"}";
        using var translated = Translate("claude-sonnet-4-5", messages, Tools + ",\"reasoning_effort\":\"high\"");

        Encoding.UTF8.GetString(translated.Body.Span).ShouldNotContain("\"thinking\"");
        translated.Adjusted.ShouldBe(["messages[].reasoning_content", "reasoning_effort"]);
    }

    private static string Sent(string model, string members)
    {
        using var translated = Translate(model, User, members);
        translated.Refusal.ShouldBeNull();
        return Encoding.UTF8.GetString(translated.Body.Span);
    }

    private static Translated Translate(string model, string messages, string members) =>
        AnthropicTranslator.Instance.Translate(Job(model, messages, members, limit: 64_000, bound: ",\"max_tokens\":10000"));

    private static TranslationJob Job(string model, string messages, string members, long? limit, string bound)
    {
        var request = Requests.Chat($"{{\"model\":\"m\",\"messages\":[{messages}]{bound}{Comma(members)}}}");
        return new TranslationJob(request, Requests.Offer("anthropic-messages", model), limit, Stream: false);
    }

    private static string Comma(string members) => members.Length > 0 ? "," + members : "";

    private static string Image(string url) => $"{{\"role\":\"user\",\"content\":[{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"{url}\"}}}}]}}";
}
