using System.Text.Json;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>What a chat answer tells beside its text, told as a response: probabilities of tokens, and what it cites.</summary>
public sealed class ToldProofsTests
{
    private const string Tokens = "[{\"token\":\"Lan\",\"logprob\":-0.5,\"bytes\":[76,97,110],\"top_logprobs\":[]},{\"token\":\"terns\",\"logprob\":-0.25,\"bytes\":null,\"top_logprobs\":[]}]";
    private const string Cited = "[{\"type\":\"url_citation\",\"url_citation\":{\"start_index\":0,\"end_index\":8,\"url\":\"https://example.com/a\",\"title\":\"A\"}},{\"type\":\"other\"}]";
    private const string Annotation = "{\"type\":\"url_citation\",\"start_index\":0,\"end_index\":8,\"url\":\"https://example.com/a\",\"title\":\"A\"}";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_WithLogprobsAndCitations_TellsBothFreshAndReplayed(bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("cited", Behaviours.Always(stream ? Chunks() : Whole()));
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["cited"], SourceLines = "    max_attempts: 1" });
        var body = $"{{\"model\":\"cited\",\"stream\":{(stream ? "true" : "false")},\"top_logprobs\":0,\"include\":[\"message.output_text.logprobs\"],{ResponsesCall.Question}}}";

        var fresh = await PartAsync(gateway, body, stream);
        var replayed = await PartAsync(gateway, body.Replace($"\"stream\":{(stream ? "true" : "false")}", $"\"stream\":{(stream ? "false" : "true")}", StringComparison.Ordinal), !stream);

        fresh.Part.GetProperty("text").GetString().ShouldBe("Lanterns");
        fresh.Part.GetProperty("logprobs").GetRawText().ShouldBe(Tokens);
        fresh.Part.GetProperty("annotations").GetRawText().ShouldBe($"[{Annotation}]");
        replayed.Part.GetRawText().ShouldBe(fresh.Part.GetRawText());
        var events = stream ? fresh.Text : replayed.Text;
        events.ShouldContain($"\"annotation_index\":0,\"annotation\":{Annotation}}}");
        events.ShouldContain("\"logprobs\":[{\"token\":\"Lan\"");
        upstream.Requests.ShouldHaveSingleItem().BodyText.ShouldContain("\"logprobs\":true");
    }

    [Fact]
    public async Task Request_ForLogprobsOfASourceThatTellsNone_IsRefusedByName()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            upstream, new TestGatewayOptions { Dialect = "anthropic-messages", Models = ["anthropic-normal"], SourceLines = "    max_attempts: 1" });

        using var response = await gateway.ResponsesAsync($"{{\"model\":\"anthropic-normal\",\"top_logprobs\":3,{ResponsesCall.Question}}}");

        ((int)response.StatusCode).ShouldBe(400);
        (await response.TextAsync()).ShouldContain("logprobs");
        upstream.Requests.ShouldBeEmpty();
    }

    private static async Task<(JsonElement Part, string Text)> PartAsync(TestGateway gateway, string body, bool stream)
    {
        using var response = await gateway.ResponsesAsync(body);
        var text = await response.TextAsync();
        var answer = stream ? SeenResponse.Read(MessagesCall.WithoutReceipt(text)).Response : JsonDocument.Parse(text).RootElement;
        return (answer.GetProperty("output")[0].GetProperty("content")[0], text);
    }

    private static ScriptedResponse Whole() => ScriptedResponse.Json(
        "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"cited\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Lanterns\",\"annotations\":"
        + Cited + "},\"logprobs\":{\"content\":" + Tokens + ",\"refusal\":null},\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}");

    private static ScriptedResponse Chunks()
    {
        var tokens = JsonDocument.Parse(Tokens).RootElement.EnumerateArray().Select(token => token.GetRawText()).ToList();
        string[] choices =
        [
            "{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Lan\"},\"logprobs\":{\"content\":[" + tokens[0] + "]},\"finish_reason\":null}",
            "{\"index\":0,\"delta\":{\"content\":\"terns\"},\"logprobs\":{\"content\":[" + tokens[1] + "]},\"finish_reason\":null}",
            "{\"index\":0,\"delta\":{\"annotations\":" + Cited + "},\"logprobs\":null,\"finish_reason\":\"stop\"}",
        ];
        return new ScriptedResponse
        {
            Headers = [new("content-type", "text/event-stream")],
            Writes =
            [
                .. choices.Select(choice => ScriptedWrite.Text("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"cited\",\"choices\":[" + choice + "]}\n\n")),
                ScriptedWrite.Text("data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"cited\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"total_tokens\":7}}\n\n"),
                ScriptedWrite.Text("data: [DONE]\n\n"),
            ],
        };
    }
}
