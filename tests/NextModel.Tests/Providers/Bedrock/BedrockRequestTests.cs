using System.Text;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Providers.Bedrock;
using NextModel.Providers.Translation;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Bedrock;

public sealed class BedrockRequestTests
{
    private const string User = "{\"role\":\"user\",\"content\":\"Hi\"}";
    private const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";
    private const string Called = User + ",{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
        + "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"1\"}";

    /// <summary>Messages, members, and the refusal's code and param.</summary>
    public static TheoryData<string, string, GatewayErrorCode, string> Refused => new()
    {
        { User, "\"n\":2", GatewayErrorCode.UnsupportedParameter, "n" },
        { User, "\"response_format\":{\"type\":\"json_object\"}", GatewayErrorCode.UnsupportedParameter, "response_format" },
        { Called, Tools + ",\"tool_choice\":\"none\"", GatewayErrorCode.UnsupportedParameter, "tool_choice" },
        { User, "\"tools\":[{\"type\":\"web_search_20250305\",\"name\":\"w\"}]", GatewayErrorCode.UnsupportedParameter, "tools[0]" },
        { User, "\"inferenceConfig\":{}", GatewayErrorCode.UnsupportedParameter, "inferenceConfig" },
        { "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}}]}", "\"n\":1", GatewayErrorCode.UnsupportedParameter, "messages[0].content[0].image_url.url" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Translate_WhatCannotBeSaid_IsRefusedByName(string messages, string members, GatewayErrorCode code, string param)
    {
        using var translated = Translate("amazon.nova-pro-v1:0", messages, members);

        translated.Refusal.ShouldNotBeNull().Code.ShouldBe(code);
        translated.Refusal.Param.ShouldBe(param);
    }

    [Fact]
    public void Translate_NoToolsButCalls_DefinesThem()
    {
        using var translated = Translate("amazon.nova-pro-v1:0", Called, "\"n\":1");

        Encoding.UTF8.GetString(translated.Body.Span).ShouldContain(
            """"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object","properties":{}}}}}]}"""");
    }

    [Fact]
    public void Translate_EffortForAnotherMakersModel_IsNoted()
    {
        using var translated = Translate("amazon.nova-pro-v1:0", User, "\"reasoning_effort\":\"high\",\"temperature\":1.2,\"top_p\":0.5");

        translated.Adjusted.ShouldBe(["reasoning_effort", "temperature"]);
        Encoding.UTF8.GetString(translated.Body.Span).ShouldContain(""""inferenceConfig":{"temperature":1,"topP":0.5}"""");
    }

    [Theory]
    [InlineData("us.anthropic.claude-x-v1:0", "/model/us.anthropic.claude-x-v1%3A0/converse-stream")]
    [InlineData("arn:aws:bedrock:eu-central-1:1:inference-profile/eu.x", "/model/arn%3Aaws%3Abedrock%3Aeu-central-1%3A1%3Ainference-profile%2Feu.x/converse-stream")]
    public void Address_AnyModel_StaysOnePieceOfThePath(string model, string path)
    {
        var offer = Requests.Offer("bedrock", model);
        offer = offer with { Source = offer.Source with { BaseUrl = new Uri("https://bedrock-runtime.eu-central-1.amazonaws.com"), ApiKey = "AKID:secret" } };
        using var message = new HttpRequestMessage();

        BedrockTranslator.Instance.Address(message, "{}"u8, offer, Operation.ChatCompletions, stream: true, DateTimeOffset.UnixEpoch);

        message.RequestUri!.PathAndQuery.ShouldBe(path);
        message.Headers.GetValues("authorization").Single().ShouldStartWith("AWS4-HMAC-SHA256 Credential=AKID/19700101/eu-central-1/bedrock/aws4_request, SignedHeaders=");
    }

    // Found by fuzzing: a part of the type text whose text is missing, null or empty is legal JSON and no block of Converse.
    [Theory]
    [InlineData("{\"type\":\"text\"}")]
    [InlineData("{\"type\":\"text\",\"text\":null}")]
    [InlineData("{\"type\":\"text\",\"text\":\"\"}")]
    [InlineData("{\"type\":\"text\",\"text\":{}}")]
    public void Translate_ToolResultWithATextPartThatSaysNothing_LeavesItOut(string part)
    {
        var messages = Called.Replace("\"content\":\"1\"", $"\"content\":[{part},{{\"type\":\"text\",\"text\":\"1\"}}]", StringComparison.Ordinal);

        using var translated = Translate("amazon.nova-pro-v1:0", messages, Tools);

        translated.Refusal.ShouldBeNull();
        Encoding.UTF8.GetString(translated.Body.Span).ShouldContain(""""{"toolResult":{"toolUseId":"a","content":[{"text":"1"}]}}"""");
    }

    // Found by fuzzing: its members were read without asking whether it has any.
    [Theory]
    [InlineData("[1]")]
    [InlineData("\"top_k\"")]
    [InlineData("7")]
    [InlineData("true")]
    public void Translate_FieldsForTheModelThatAreNoObject_AreRefusedByName(string fields)
    {
        using var translated = Translate("amazon.nova-pro-v1:0", User, $"\"additionalModelRequestFields\":{fields}");

        translated.Refusal.ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.InvalidRequest);
        translated.Refusal.Param.ShouldBe("additionalModelRequestFields");
    }

    private static Translated Translate(string model, string messages, string members) => BedrockTranslator.Instance.Translate(
        new TranslationJob(Requests.Chat($"{{\"model\":\"m\",\"messages\":[{messages}],{members}}}"), Requests.Offer("bedrock", model), 64_000, Stream: false));
}
