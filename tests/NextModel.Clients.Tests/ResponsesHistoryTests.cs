using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>What goes back to a source when clients of the Responses API go on from an answer: by its items, by ids of what is kept, or not at all.</summary>
public sealed class ResponsesHistoryTests
{
    private const string Thought = "Weather it is.";

    /// <summary>LangChain asks for reasoning only of models that it knows by their names.</summary>
    private const string Reasoner = "o3";

    /// <summary>What a source gets back of the answer in which it thought before it called a function.</summary>
    private static readonly Dictionary<string, string[]> Back = new(StringComparer.Ordinal)
    {
        ["responses"] = [$"\"encrypted_content\":\"{ResponsesAnswer.Seal}\"", "\"type\":\"function_call\"", "\"call_id\":\"call_1\""],
        ["openai-chat"] = [$"\"reasoning_content\":\"{Thought}\"", "\"tool_calls\":[{\"id\":\"call_1\"", "\"tool_call_id\":\"call_1\""],
        ["anthropic-messages"] =
            [$"\"content\":[{{\"type\":\"thinking\",\"thinking\":\"{Thought}\",\"signature\":\"{MessagesAnswer.Signature}\"}}", "{\"type\":\"tool_use\",\"id\":\"toolu_1\"", "\"tool_use_id\":\"toolu_1\""],
    };

    public static TheoryData<string, string, string> Loops
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (var client in new[] { "sdk7", "sdk6", "ai", "langchain" })
            {
                foreach (var source in Back.Keys)
                {
                    rows.Add(client, source, "echo");
                    rows.Add(client, source, "kept");
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Loops))]
    public async Task Reasoning_OfAToolLoop_ComesBackToItsSource(string client, string source, string scenario)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play(Reasoner, (request, _) => Think(request).To(request));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, Reasoner);

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, [$"{scenario}={Reasoner}"]);

        ((string?)seen.Single()["text"]).ShouldBe("Lanterns drift.", seen.Single().ToJsonString());
        upstream.Requests.Count.ShouldBe(2);
        var body = upstream.Requests[1].BodyText;
        Back[source].ShouldAllBe(part => body.Contains(part, StringComparison.Ordinal), body);
        body.ShouldNotContain("item_reference");
    }

    [Theory]
    [InlineData("sdk7", "responses")]
    [InlineData("sdk6", "responses")]
    [InlineData("sdk7", "openai-chat")]
    [InlineData("sdk6", "openai-chat")]
    public async Task Response_ThatIsNotKept_IsUnknownEverywhere(string client, string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("answer", SourceAnswer.Saying("Lanterns drift."));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "answer");

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, ["unkept=answer"]);

        NodeScript.Told(seen.Single()).ShouldBe(
            "404 not_found null, 404 not_found null, 404 not_found null, 400 previous_response_not_found previous_response_id, 400 invalid_request input[0].id");
        upstream.Requests.Count.ShouldBe(1);
    }

    private static SourceAnswer Think(ReceivedRequest request) => request.BodyText.Contains("sunny", StringComparison.Ordinal)
        ? new SourceAnswer { Text = "Lanterns drift." }
        : new SourceAnswer { Thinking = Thought, Call = ("get_weather", "{\"city\":\"Oslo\"}") };
}
