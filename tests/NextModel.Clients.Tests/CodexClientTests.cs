using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>The Codex CLI, set up as the guide says, through the gateway: a turn of text, and one in which it runs a command for the model.</summary>
public sealed class CodexClientTests
{
    private const string Spoken = "Lanterns drift.";
    private const string Command = "printf 'lan%s' tern-4711";

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("responses")]
    public async Task Codex_TextAndToolTurns_EndInWhatTheModelSaid(string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("codex", (request, _) => source == "responses" ? Respond(request) : Chat(request));
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions
        {
            Models = ["codex"],
            SourceLines = "    max_attempts: 1" + (source == "responses" ? "\n    operations: responses" : ""),
        });
        using var home = new TemporaryDirectory();
        await File.WriteAllTextAsync(Path.Combine(home.Path, "config.toml"), Configuration(gateway));

        var text = await RunAsync(gateway, home.Path, "Say something about lanterns");
        var tool = await RunAsync(gateway, home.Path, "Please use the tool");

        text.ShouldBe(Spoken);
        tool.ShouldContain("lantern-4711");
        upstream.Requests.Count.ShouldBe(3);
        upstream.Requests.ShouldAllBe(request => request.Path == (source == "responses" ? "/v1/responses" : "/v1/chat/completions"));
    }

    // As it stands in the guide, with this gateway's address and model; and nothing else is called.
    private static string Configuration(TestGateway gateway)
    {
        var guide = File.ReadAllText(Path.Combine(ScenarioTable.NodeDirectory, "../../../docs/guides/responses.md"));
        var toml = guide.Split("```toml\n")[1].Split("```")[0];
        return "check_for_update_on_startup = false\n"
            + toml.Replace("http://127.0.0.1:8080/v1", gateway.BaseUrl, StringComparison.Ordinal).Replace("claude-sonnet-5-5", "codex", StringComparison.Ordinal)
            + "\n[analytics]\nenabled = false\n";
    }

    // The last message it shows.
    private static async Task<string> RunAsync(TestGateway gateway, string home, string prompt)
    {
        var (folder, last) = (Directory.CreateDirectory(Path.Combine(home, "work")).FullName, Path.Combine(home, "last"));
        var start = new ProcessStartInfo(
            Path.Combine(ScenarioTable.NodeDirectory, "node_modules/.bin/codex"),
            ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "--output-last-message", last, prompt])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CODEX_HOME"] = home;
        start.Environment["NEXTMODEL_API_KEY"] = gateway.ApiKey;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var complaints = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, output + await complaints);
        return (await File.ReadAllTextAsync(last)).Trim();
    }

    private static ScriptedResponse Chat(ReceivedRequest request)
    {
        var body = JsonNode.Parse(request.BodyText)!;
        var last = body["messages"]!.AsArray()[^1]!;
        var result = (string?)last["role"] == "tool" ? (string?)last["content"] : null;
        var delta = result is null && WantsTool(request)
            ? $"{{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{{\"name\":\"exec_command\",\"arguments\":{Arguments()}}}}}]}}"
            : $"{{\"role\":\"assistant\",\"content\":{JsonSerializer.Serialize(result is null ? Spoken : $"The tool said: {result}")}}}";
        var finish = delta.Contains("tool_calls", StringComparison.Ordinal) ? "tool_calls" : "stop";
        const string Head = "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"codex\",\"choices\":[";
        return Events(
            Head + $"{{\"index\":0,\"delta\":{delta},\"finish_reason\":null}}]}}\n\n",
            Head + $"{{\"index\":0,\"delta\":{{}},\"finish_reason\":\"{finish}\"}}]}}\n\n",
            Head + "],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":3,\"total_tokens\":12}}\n\n",
            "data: [DONE]\n\n");
    }

    private static ScriptedResponse Respond(ReceivedRequest request)
    {
        var last = JsonNode.Parse(request.BodyText)!["input"]!.AsArray()[^1]!;
        var result = (string?)last["type"] == "function_call_output" ? last["output"]!.ToString() : null;
        var item = result is null && WantsTool(request)
            ? $"{{\"id\":\"fc_1\",\"type\":\"function_call\",\"status\":\"completed\",\"call_id\":\"call_1\",\"name\":\"exec_command\",\"arguments\":{Arguments()}}}"
            : "{\"id\":\"msg_1\",\"type\":\"message\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"annotations\":[],\"text\":"
                + JsonSerializer.Serialize(result is null ? Spoken : $"The tool said: {result}") + "}]}";
        return Events(
            Event("response.created", 0, $"\"response\":{Response("in_progress", "", "null")}"),
            Event("response.output_item.added", 1, $"\"output_index\":0,\"item\":{item}"),
            Event("response.output_item.done", 2, $"\"output_index\":0,\"item\":{item}"),
            Event("response.completed", 3, "\"response\":" + Response("completed", item, "{\"input_tokens\":9,\"output_tokens\":3,\"total_tokens\":12}")));
    }

    private static bool WantsTool(ReceivedRequest request) => request.BodyText.Contains("Please use the tool", StringComparison.Ordinal);

    // A JSON text in a JSON string.
    private static string Arguments() => JsonSerializer.Serialize(JsonSerializer.Serialize(new { cmd = Command }));

    private static string Event(string type, int number, string members) => $"event: {type}\ndata: {{\"type\":\"{type}\",\"sequence_number\":{number},{members}}}\n\n";

    private static string Response(string status, string item, string usage) =>
        $"{{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"{status}\",\"model\":\"codex\",\"error\":null,\"incomplete_details\":null,\"output\":[{item}],\"usage\":{usage}}}";

    private static ScriptedResponse Events(params string[] events) => new()
    {
        Headers = [new("content-type", "text/event-stream")],
        Writes = [.. events.Select(ScriptedWrite.Text)],
    };
}
