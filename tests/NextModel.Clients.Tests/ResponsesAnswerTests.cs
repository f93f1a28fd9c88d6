using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>How answers may end for clients of the Responses API, in front of a source that speaks it and of sources that do not.</summary>
public sealed class ResponsesAnswerTests
{
    private static readonly string[] Sources = ["responses", "openai-chat", "anthropic-messages"];

    /// <summary>What each client says of an answer that is cut, filtered, whole.</summary>
    private static readonly Dictionary<string, string[]> Ends = new(StringComparer.Ordinal)
    {
        ["sdk7"] = ["Half [incomplete max_output_tokens] 10 4 5", "Half [incomplete content_filter] 10 4 5", "Half [completed] 10 4 5"],
        ["sdk6"] = ["Half [incomplete max_output_tokens] 10 4 5", "Half [incomplete content_filter] 10 4 5", "Half [completed] 10 4 5"],
        ["ai"] = ["Half [length]", "Half [content-filter]", "Half [stop]"],
        ["langchain"] = ["Half [incomplete max_output_tokens]", "Half [incomplete content_filter]", "Half [completed]"],
    };

    /// <summary>What breaks each source's stream after some text: by its end, and by an error that it tells.</summary>
    private static readonly Dictionary<string, string[]> Breaks = new(StringComparer.Ordinal)
    {
        ["responses"] = ["responses-truncated", "responses-error-event"],
        ["openai-chat"] = ["err-disconnect", "err-mid-stream-event"],
        ["anthropic-messages"] = ["anthropic-truncated", "anthropic-mid-error"],
    };

    public static TheoryData<string, string> ClientsOfEnds => Pairs(Ends.Keys);

    public static TheoryData<string, string> Clients => Pairs(["sdk7", "sdk6", "ai", "langchain", "agents"]);

    public static TheoryData<string, string> Libraries => Pairs(["sdk7", "sdk6"]);

    [Theory]
    [MemberData(nameof(ClientsOfEnds))]
    public async Task Answer_OfEveryEnd_IsSeenAsTheDialectTellsIt(string client, string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("cut", SourceAnswer.Saying("Half", "length"));
        upstream.Play("filtered", SourceAnswer.Saying("Half", "content_filter"));
        upstream.Play("whole", SourceAnswer.Saying("Half"));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "cut", "filtered", "whole");

        var seen = await ResponsesDriver.RunAsync(
            client, gateway.Origin, gateway.ApiKey, ["plain=cut", "plain=filtered", "plain=whole", "stream=cut", "stream=filtered", "stream=whole"]);

        seen.Select(NodeScript.Told).ShouldBe([.. Ends[client], .. Ends[client]]);
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Refusal_OfTheModel_IsARefusalAndNoText(string client, string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("refusing", (request, _) => new SourceAnswer { Refusal = "No lanterns." }.To(request));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "refusing");

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, ["plain=refusing", "stream=refusing"]);

        var end = source == "anthropic-messages" ? "incomplete content_filter" : "completed";
        seen.Select(NodeScript.Told).ShouldBe(Enumerable.Repeat($"[{end}] (No lanterns.) 10 4 5", 2));
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Stream_ThatBreaks_IsAnErrorToTheClient(string client, string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, Breaks[source]);

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, Breaks[source].Select(fixture => $"stream={fixture}"));

        seen.Where(one => one["error"] is null).Select(NodeScript.Told).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Client_ThatAborts_EndsTheCallToTheSource(string client, string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("drip", (request, _) => new SourceAnswer { Text = "Half" }.BrokenOff(request, ResponseEnd.Hang));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "drip");

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, ["abort=drip"]);

        NodeScript.Told(seen.Single()).ShouldBe("aborted after some");
        await upstream.Requests.Single().ClientGone.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static TheoryData<string, string> Pairs(IEnumerable<string> clients)
    {
        var rows = new TheoryData<string, string>();
        foreach (var client in clients)
        {
            foreach (var source in Sources)
            {
                rows.Add(client, source);
            }
        }

        return rows;
    }
}
