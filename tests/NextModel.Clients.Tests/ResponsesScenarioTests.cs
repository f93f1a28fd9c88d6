using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>
/// What clients of the Responses API can ask for, one thing after the other: a source that speaks it gets what the client would have sent it; another one
/// gets the same in its own words.
/// </summary>
public sealed class ResponsesScenarioTests
{
    private const string Said = "Lanterns drift.";

    /// <summary>LangChain asks for reasoning only of models that it knows by their names.</summary>
    private const string Reasoner = "o3";

    private static readonly string[] All =
    [
        "system", "images", "pdf", "parallel", "choiceAny", "choiceTool", "choiceNone", "allowed", "namespace", "custom", "format", "settings", "reasoning", "sealed", "user",
    ];

    /// <summary>Each client, and what it has a way to ask for.</summary>
    private static readonly Dictionary<string, string[]> Asked = new(StringComparer.Ordinal)
    {
        ["sdk7"] = All,
        ["sdk6"] = All,
        ["ai"] = ["system", "images", "pdf", "choiceAny", "choiceTool", "format", "settings", "reasoning", "user"],
        ["langchain"] = ["system", "images", "parallel", "choiceTool", "format", "settings", "reasoning", "user"],
        ["agents"] = ["system", "images", "pdf", "choiceAny", "choiceTool", "format", "settings", "reasoning"],
    };

    /// <summary>What must stand in the body that a chat source gets, and after a <c>!</c> what must not.</summary>
    private static readonly Dictionary<string, string[]> InChat = new(StringComparer.Ordinal)
    {
        ["system"] = ["{\"role\":\"system\",\"content\":\"Be brief.\"}"],
        ["images"] = ["\"image_url\":{\"url\":\"data:image/png;base64,iVBOR"],
        ["pdf"] = ["\"file_data\":\"data:application/pdf;base64,JVBER"],
        ["parallel"] = ["\"tool_calls\":[{\"id\":\"call_1\"", "{\"id\":\"call_2\"", "\"tool_call_id\":\"call_1\",\"content\":\"sunny", "\"tool_call_id\":\"call_2\",\"content\":\"no such city\""],
        ["choiceAny"] = ["\"tool_choice\":\"required\"", "\"parallel_tool_calls\":false"],
        ["choiceTool"] = ["\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}"],
        ["choiceNone"] = ["\"tool_choice\":\"none\""],
        ["allowed"] = ["\"name\":\"search\"", "\"tool_choice\":\"auto\"", "!get_weather"],
        ["namespace"] = ["\"function\":{\"name\":\"docs__search\"", "!namespace"],
        ["custom"] = ["\"name\":\"patch\",\"arguments\":\"{\\\"input\\\":\\\"*** Begin\\\"}\"", "\"tool_call_id\":\"call_1\",\"content\":\"done\"", "!custom"],
        ["format"] = ["\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"lamps\"", "\"strict\":true"],
        ["settings"] = ["\"temperature\":0.5", "\"max_completion_tokens\":64", "\"verbosity\":\"low\""],
        ["reasoning"] = ["\"reasoning_effort\":\"low\"", "!encrypted_content"],
        ["sealed"] = ["\"tool_calls\":[{\"id\":\"call_1\"", "\"tool_call_id\":\"call_1\"", "!gAAAAABsealed"],
        ["user"] = ["\"user\":\"u-4711\"", "\"safety_identifier\":\"s-4711\"", "\"prompt_cache_key\":\"k-4711\"", "!lamp"],
    };

    /// <summary>The same of a source that speaks Anthropic's.</summary>
    private static readonly Dictionary<string, string[]> InMessages = new(StringComparer.Ordinal)
    {
        ["system"] = ["\"system\":[{\"type\":\"text\",\"text\":\"Be brief.\"}"],
        ["images"] = ["\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\",\"data\":\"iVBOR"],
        ["pdf"] = ["{\"type\":\"document\"", "\"media_type\":\"application/pdf\",\"data\":\"JVBER"],
        ["parallel"] = ["{\"type\":\"tool_use\",\"id\":\"call_1\"", "{\"type\":\"tool_use\",\"id\":\"call_2\"", "\"tool_use_id\":\"call_1\"", "\"tool_use_id\":\"call_2\"", "no such city"],
        ["choiceAny"] = ["\"tool_choice\":{\"type\":\"any\",\"disable_parallel_tool_use\":true}"],
        ["choiceTool"] = ["\"tool_choice\":{\"type\":\"tool\",\"name\":\"get_weather\"}"],
        ["choiceNone"] = ["\"tool_choice\":{\"type\":\"none\"}"],
        ["allowed"] = ["\"name\":\"search\"", "!get_weather"],
        ["namespace"] = ["\"name\":\"docs__search\"", "!namespace"],
        ["custom"] = ["\"name\":\"patch\",\"input\":{\"input\":\"*** Begin\"}", "\"tool_use_id\":\"call_1\"", "!custom"],
        ["format"] = ["\"output_config\":{\"format\":{\"type\":\"json_schema\""],
        ["settings"] = ["\"temperature\":0.5", "\"max_tokens\":64", "!verbosity"],
        ["reasoning"] = ["\"thinking\":{\"type\":\"enabled\"", "!encrypted_content"],
        ["sealed"] = ["{\"type\":\"tool_use\",\"id\":\"call_1\"", "\"tool_use_id\":\"call_1\"", "!gAAAAABsealed"],
        ["user"] = ["\"metadata\":{\"user_id\":", "!lamp"],
    };

    public static TheoryData<string, string> ToOtherSources
    {
        get
        {
            var rows = new TheoryData<string, string>();
            foreach (var client in Asked.Keys)
            {
                rows.Add(client, "openai-chat");
                rows.Add(client, "anthropic-messages");
            }

            return rows;
        }
    }

    public static TheoryData<string> Clients => [.. Asked.Keys];

    [Theory]
    [MemberData(nameof(Clients))]
    public async Task Request_ToASourceOfItsDialect_ArrivesAsTheClientSendsItThere(string client)
    {
        await using var upstream = await StartSourceAsync();
        await using var gateway = await ResponsesDriver.StartAsync(upstream, "responses", "answer", "lamps", Reasoner);

        var direct = await ResponsesDriver.RunAsync(client, upstream.Origin, "none", Scenarios(client));
        var count = upstream.Requests.Count;
        var through = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, Scenarios(client));

        through.Select(NodeScript.Told).ShouldBe(direct.Select(NodeScript.Told));
        count.ShouldBe(Asked[client].Length);
        upstream.Requests.Skip(count).Select(request => request.BodyText).ShouldBe(upstream.Requests.Take(count).Select(request => request.BodyText));
    }

    [Theory]
    [MemberData(nameof(ToOtherSources))]
    public async Task Request_ToAnotherSource_IsSaidInItsWords(string client, string source)
    {
        await using var upstream = await StartSourceAsync();
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "answer", "lamps", Reasoner);

        var seen = await ResponsesDriver.RunAsync(client, gateway.Origin, gateway.ApiKey, Scenarios(client));

        // The AI SDK demands a call where it said so; what it asked for is what is looked at here.
        seen.ShouldAllBe(one => (string?)one["text"] == Said || (string?)one["text"] == "{\"lamps\":3}"
            || ((string?)one["error"] ?? "").StartsWith("ToolChoiceViolationError", StringComparison.Ordinal));
        upstream.Requests.Count.ShouldBe(Asked[client].Length);
        var told = source == "openai-chat" ? InChat : InMessages;
        Asked[client].Zip(upstream.Requests, (scenario, request) => told[scenario]
            .Where(part => part[0] == '!' ? request.BodyText.Contains(part[1..], StringComparison.Ordinal) : !request.BodyText.Contains(part, StringComparison.Ordinal))
            .Select(part => $"{scenario}: {part} in {request.BodyText}")).SelectMany(one => one).ShouldBeEmpty();
    }

    private static IEnumerable<string> Scenarios(string client) => Asked[client].Select(scenario => $"{scenario}={scenario switch { "format" => "lamps", "reasoning" => Reasoner, _ => "answer" }}");

    private static async Task<FakeUpstream> StartSourceAsync()
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Play("answer", SourceAnswer.Saying(Said));
        upstream.Play(Reasoner, SourceAnswer.Saying(Said));
        upstream.Play("lamps", SourceAnswer.Saying("{\"lamps\":3}"));
        return upstream;
    }
}
