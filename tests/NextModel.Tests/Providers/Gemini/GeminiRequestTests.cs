using System.Text;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Providers.Gemini;
using NextModel.Providers.Translation;
using NextModel.Tests.Providers.OpenAI;

namespace NextModel.Tests.Providers.Gemini;

public sealed class GeminiRequestTests
{
    private const string User = "{\"role\":\"user\",\"content\":\"Hi\"}";
    private const string Tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]";

    /// <summary>Model, members, and what stands in the body for them.</summary>
    public static TheoryData<string, string, string> Settings => new()
    {
        { "gemini-2.5-flash", "\"reasoning_effort\":\"none\"", "\"thinkingConfig\":{\"thinkingBudget\":0}" },
        { "gemini-2.5-pro", "\"reasoning_effort\":\"none\"", "\"thinkingConfig\":{\"thinkingBudget\":128}" },
        { "gemini-2.5-pro", "\"reasoning_effort\":\"medium\"", "\"thinkingConfig\":{\"thinkingBudget\":8192,\"includeThoughts\":true}" },
        { "gemini-3-flash", "\"reasoning_effort\":\"low\"", "\"thinkingConfig\":{\"thinkingLevel\":\"LOW\",\"includeThoughts\":true}" },
        { "gemini-2.0-flash", "\"reasoning_effort\":\"low\"", "\"generationConfig\":{}" },
        { "gemini-2.5-flash", "\"response_format\":{\"type\":\"json_object\"}", "\"generationConfig\":{\"responseMimeType\":\"application/json\"}" },
        { "gemini-2.5-flash", Tools + ",\"tool_choice\":\"auto\"", "\"mode\":\"AUTO\"" },
        { "gemini-2.5-flash", Tools + ",\"tool_choice\":\"none\"", "\"mode\":\"NONE\"" },
        { "gemini-2.5-flash", Tools + ",\"tool_choice\":\"required\"", "\"mode\":\"ANY\"" },
        { "gemini-2.5-flash", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}]", "\"mode\":\"VALIDATED\"" },
        { "gemini-2.5-flash", "\"cachedContent\":\"cachedContents/1\"", "\"cachedContent\":\"cachedContents/1\"" },
        { "gemini-2.5-flash", "\"stop\":[\"a\",\"b\"]", "\"stopSequences\":[\"a\",\"b\"]" },
    };

    /// <summary>Messages, members, and the refusal's code and param.</summary>
    public static TheoryData<string, string, GatewayErrorCode, string> Refused => new()
    {
        { User, "\"logit_bias\":{\"1\":1}", GatewayErrorCode.UnsupportedParameter, "logit_bias" },
        { User, "\"generationConfig\":{}", GatewayErrorCode.UnsupportedParameter, "generationConfig" },
        { User, "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"c\"}}]", GatewayErrorCode.UnsupportedParameter, "tools[0]" },
        { User, Tools + ",\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{}}", GatewayErrorCode.UnsupportedParameter, "tool_choice" },
        { "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"http://example.com/a.png\"}}]}", "\"n\":1", GatewayErrorCode.UnsupportedParameter, "messages[0].content[0].image_url.url" },
        { User + ",{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"1\"}", "\"n\":1", GatewayErrorCode.InvalidRequest, "messages[].tool_call_id" },
    };

    [Theory]
    [MemberData(nameof(Settings))]
    public void Translate_Settings_AreSaidInTheModelsWords(string model, string members, string expected)
    {
        using var translated = Translate(model, User, members);

        translated.Refusal.ShouldBeNull();
        Encoding.UTF8.GetString(translated.Body.Span).ShouldContain(expected);
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Translate_WhatCannotBeSaid_IsRefusedByName(string messages, string members, GatewayErrorCode code, string param)
    {
        using var translated = Translate("gemini-2.5-flash", messages, members);

        translated.Refusal.ShouldNotBeNull().Code.ShouldBe(code);
        translated.Refusal.Param.ShouldBe(param);
    }

    [Theory]
    [InlineData("gemini-2.5-flash", "https://example.com/a/b.PNG?size=2", """{"mimeType":"image/png","fileUri":"https://example.com/a/b.PNG?size=2"}""")]
    [InlineData("gemini-3-flash", "https://example.com/picture", """{"fileUri":"https://example.com/picture"}""")]
    [InlineData("gemini-2.0-flash", "https://generativelanguage.googleapis.com/v1beta/files/abc", """{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc"}""")]
    public void Translate_AddressGoogleFetches_IsFileDataOfTheTypeItsEndTells(string model, string url, string expected)
    {
        using var translated = Translate(model, Image(url), "\"n\":1");

        translated.Refusal.ShouldBeNull();
        Encoding.UTF8.GetString(translated.Body.Span).ShouldContain($"\"fileData\":{expected}");
    }

    [Theory]
    [InlineData("gemini-2.0-flash", "https://example.com/a.png", "does not fetch")]
    [InlineData("gemini-1.5-pro", "https://example.com/a.png", "does not fetch")]
    [InlineData("gemini-2.5-flash", "http://example.com/a.png", "no https address")]
    public void Translate_AddressGoogleDoesNotFetch_IsRefusedByName(string model, string url, string said)
    {
        using var translated = Translate(model, Image(url), "\"n\":1");

        translated.Refusal.ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.UnsupportedParameter);
        translated.Refusal.Message.ShouldContain(said);
        translated.Refusal.Param.ShouldBe("messages[0].content[0].image_url.url");
    }

    [Theory]
    [InlineData("https://generativelanguage.googleapis.com", false, "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent")]
    [InlineData("https://generativelanguage.googleapis.com/v1beta", true, "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse")]
    public void Address_AnyBase_NamesTheModelAndKeepsTheKeyOut(string baseUrl, bool stream, string expected)
    {
        var offer = Requests.Offer("gemini", "gemini-2.5-flash");
        offer = offer with { Source = offer.Source with { BaseUrl = new Uri(baseUrl) } };
        using var message = new HttpRequestMessage();

        GeminiTranslator.Instance.Address(message, [], offer, Operation.ChatCompletions, stream, DateTimeOffset.UnixEpoch);

        message.RequestUri!.AbsoluteUri.ShouldBe(expected);
        message.Headers.GetValues("x-goog-api-key").ShouldBe(["upstream-key"]);
    }

    [Fact]
    public void Address_VertexWithAnAccessToken_IsABearerAtItsOwnAddress()
    {
        var offer = Requests.Offer("gemini", "gemini-2.5-flash");
        offer = offer with
        {
            Source = offer.Source with
            {
                BaseUrl = new Uri("https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google"),
                ApiKey = "ya29.a-token",
            },
        };
        using var message = new HttpRequestMessage();

        GeminiTranslator.Instance.Address(message, [], offer, Operation.ChatCompletions, stream: false, DateTimeOffset.UnixEpoch);

        message.RequestUri!.AbsoluteUri.ShouldBe("https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-flash:generateContent");
        message.Headers.GetValues("Authorization").ShouldBe(["Bearer ya29.a-token"]);
        message.Headers.Contains("x-goog-api-key").ShouldBeFalse();
    }

    private static string Image(string url) => $"{{\"role\":\"user\",\"content\":[{{\"type\":\"image_url\",\"image_url\":{{\"url\":\"{url}\"}}}}]}}";

    private static Translated Translate(string model, string messages, string members) => GeminiTranslator.Instance.Translate(
        new TranslationJob(Requests.Chat($"{{\"model\":\"m\",\"messages\":[{messages}],{members}}}"), Requests.Offer("gemini", model), 64_000, Stream: false));
}
