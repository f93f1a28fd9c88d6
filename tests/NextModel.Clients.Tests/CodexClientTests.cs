using System.Diagnostics;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>The Codex CLI, set up as the guide says, through the gateway: turns of text, turns in which it runs a command for the model, and turns that go wrong.</summary>
public sealed class CodexClientTests
{
    private const string Spoken = "Lanterns drift.";
    private const string Thought = "A tool it is.";

    // What it prints does not stand in it.
    private const string Command = "{\"cmd\":\"printf 'lan%s' tern-4711\"}";

    /// <summary>What a source gets back of the answer in which it thought before it called a tool.</summary>
    private static readonly Dictionary<string, string> Back = new(StringComparer.Ordinal)
    {
        ["responses"] = $"\"encrypted_content\":\"{ResponsesAnswer.Seal}\"",
        ["openai-chat"] = $"\"reasoning_content\":\"{Thought}\"",
        ["anthropic-messages"] = $"\"thinking\":\"{Thought}\",\"signature\":\"{MessagesAnswer.Signature}\"",
    };

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("anthropic-messages")]
    [InlineData("responses")]
    public async Task Codex_TextAndToolTurns_EndInWhatTheModelSaid(string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("codex", (request, _) => Answer(request).To(request));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "codex");
        using var home = new TemporaryDirectory();
        await ConfigureAsync(gateway, home);

        var text = await RunAsync(gateway, home, "Say something about lanterns");
        var tool = await RunAsync(gateway, home, "Please use the tool");

        text.Last.ShouldBe(Spoken);
        tool.Last.ShouldBe("The tool said: lantern-4711");
        upstream.Requests.Count.ShouldBe(3);
        upstream.Requests[^1].BodyText.ShouldContain(Back[source]);
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("responses")]
    public async Task Codex_LargeInput_ReachesTheSourceWhole(string source)
    {
        var words = string.Concat(Enumerable.Range(0, 60_000).Select(n => $"lantern{n} "));
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("codex", (request, _) => new SourceAnswer { Text = request.BodyText.Contains(words.TrimEnd(), StringComparison.Ordinal) ? "whole" : "broken" }.To(request));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "codex");
        using var home = new TemporaryDirectory();
        await ConfigureAsync(gateway, home);

        (await RunAsync(gateway, home, words)).Last.ShouldBe("whole");
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("responses")]
    public async Task Codex_TruncatedStream_FailsTheTurnInWords(string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("codex", (request, _) => new SourceAnswer { Text = Spoken }.BrokenOff(request, ResponseEnd.Close));
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "codex");
        using var home = new TemporaryDirectory();
        await ConfigureAsync(gateway, home, "stream_max_retries = 0");

        var (code, _, output) = await RunAsync(gateway, home, "Say something about lanterns");

        code.ShouldNotBe(0, output);
        output.Contains("ERROR: stream disconnected before completion", StringComparison.Ordinal).ShouldBeTrue(output);
        upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("openai-chat")]
    [InlineData("responses")]
    public async Task Codex_SourceThatAsksForASecond_IsAskedAgain(string source)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play("codex", (request, attempt) => attempt > 0 ? Answer(request).To(request) : ScriptedResponse.Json("{\"error\":{\"message\":\"Too many lanterns.\"}}", 429) with
        {
            Headers = [new("content-type", "application/json"), new("retry-after", "1")],
        });
        await using var gateway = await ResponsesDriver.StartAsync(upstream, source, "codex");
        using var home = new TemporaryDirectory();
        await ConfigureAsync(gateway, home);

        var (_, last, output) = await RunAsync(gateway, home, "Say something about lanterns");

        last.ShouldBe(Spoken, output);
        upstream.Requests.Count.ShouldBe(2);
    }

    private static SourceAnswer Answer(ReceivedRequest request) =>
        request.BodyText.Contains("lantern-4711", StringComparison.Ordinal) ? new SourceAnswer { Text = "The tool said: lantern-4711" }
        : request.BodyText.Contains("Please use the tool", StringComparison.Ordinal) ? new SourceAnswer { Thinking = Thought, Call = ("exec_command", Command) }
        : new SourceAnswer { Text = Spoken };

    // As it stands in the guide, with this gateway's address and model; and nothing else is called.
    private static async Task ConfigureAsync(TestGateway gateway, TemporaryDirectory home, string providerLines = "")
    {
        var guide = await File.ReadAllTextAsync(Path.Combine(ScenarioTable.NodeDirectory, "../../../docs/guides/responses.md"));
        var toml = guide.Split("```toml\n")[1].Split("```")[0];
        await File.WriteAllTextAsync(home.File("config.toml"), "check_for_update_on_startup = false\nmodel_reasoning_effort = \"low\"\n"
            + toml.Replace("http://127.0.0.1:8080/v1", gateway.BaseUrl, StringComparison.Ordinal).Replace("claude-sonnet-5-5", "codex", StringComparison.Ordinal)
            + $"{providerLines}\n[analytics]\nenabled = false\n");
    }

    // How it ends, the last message it shows, and all it prints.
    private static async Task<(int Code, string Last, string Output)> RunAsync(TestGateway gateway, TemporaryDirectory home, string prompt)
    {
        var (folder, last) = (Directory.CreateDirectory(Path.Combine(home.Path, "work")).FullName, home.File("last"));
        var start = new ProcessStartInfo(
            Path.Combine(ScenarioTable.NodeDirectory, "node_modules/.bin/codex"),
            ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", "--output-last-message", last, "-"])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CODEX_HOME"] = home.Path;
        start.Environment["NEXTMODEL_API_KEY"] = gateway.ApiKey;
        using var process = Process.Start(start)!;
        var (output, complaints) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.StandardInput.WriteAsync(prompt);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, File.Exists(last) ? (await File.ReadAllTextAsync(last)).Trim() : "", await output + await complaints);
    }
}
