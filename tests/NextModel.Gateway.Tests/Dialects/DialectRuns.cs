using System.Collections.Concurrent;
using System.Text;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Dialects;

/// <summary>Every fixture of the dialects that are translated, each through a gateway whose source speaks it, as JSON and as a stream.</summary>
public sealed class DialectRuns : IAsyncLifetime
{
    private const string Weather =
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"get_weather\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}}]";

    /// <summary>The dialect of a source, and what the dialects of its fixtures begin with.</summary>
    private static readonly (string Dialect, string Prefix)[] Dialects = [("anthropic-messages", "anthropic"), ("gemini", "gemini"), ("bedrock", "bedrock"), ("azure-openai", "azure")];

    /// <summary>Streams that break after text, and how many of their last writes come after it. What has not left yet is not owed to anybody,
    /// so the text must have arrived first.</summary>
    private static readonly Dictionary<string, int> Breaking = new()
    {
        ["anthropic-mid-error"] = 1,
        ["anthropic-truncated"] = 0,
        ["bedrock-mid-exception"] = 1,
    };

    private readonly ConcurrentDictionary<(string Name, bool Stream), string> _lines = new();

    public static IReadOnlyList<string> Names { get; } = [.. Dialects.SelectMany(d => Fixtures(d.Prefix))];

    public string Line(string fixture, bool stream) => _lines[(fixture, stream)];

    public async ValueTask InitializeAsync()
    {
        foreach (var (dialect, prefix) in Dialects)
        {
            (string Name, bool Stream)[] runs = [.. Fixtures(prefix).SelectMany(name => new[] { (name, false), (name, true) })];
            var time = new ManualTime();
            await using var upstream = await FakeUpstream.StartAsync(time);
            await using var gateway = await TestGateway.StartAsync(
                upstream,
                new TestGatewayOptions
                {
                    Dialect = dialect,
                    Models = [.. runs.Select(Model)],
                    SourceLines = dialect == "azure-openai" ? "    api_version: 2024-10-21\n    retry_budget: 1" : "    max_attempts: 2\n    retry_budget: 1",
                });
            foreach (var run in runs)
            {
                if (run.Stream && Breaking.TryGetValue(run.Name, out var after))
                {
                    upstream.Play(Model(run), Held(run.Name, after));
                }

                _lines[run] = await RunAsync(gateway, run, time);
            }
        }
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static IEnumerable<string> Fixtures(string prefix) =>
        FixtureFile.All.Where(f => f.Dialect.StartsWith(prefix, StringComparison.Ordinal)).Select(f => f.Name);

    // A name of its own for each run: attempts are counted by model.
    private static string Model((string Name, bool Stream) run) => run.Name + (run.Stream ? ".events" : ".json");

    private static UpstreamBehaviour Held(string fixture, int after) => (request, attempt) =>
    {
        var whole = Behaviours.Fixture(fixture)(request, attempt);
        var held = ScriptedWrite.Text("") with { Delay = TimeSpan.FromMinutes(1) };
        return whole with { Writes = [.. whole.Writes.SkipLast(after), held, .. whole.Writes.TakeLast(after)] };
    };

    private static async Task<string> RunAsync(TestGateway gateway, (string Name, bool Stream) run, ManualTime time)
    {
        var options = run.Stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "\"stream\":false";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $"{{\"model\":\"{Model(run)}\",{options},{Weather},\"messages\":[{{\"role\":\"user\",\"content\":\"Where do lanterns go?\"}}]}}",
                Encoding.UTF8,
                "application/json"),
        };
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var isHeld = run.Stream && Breaking.ContainsKey(run.Name);
        var reply = await ChatReply.ReadAsync(response, async arrived =>
        {
            if (isHeld && arrived.Contains("\"terns\"", StringComparison.Ordinal))
            {
                isHeld = false;
                await time.WaitForTimerAsync();
                time.Advance(TimeSpan.FromMinutes(1));
            }
        });
        var receipt = await SeenReceipt.OfAsync(gateway.Client, reply.RequestId);
        var line = $"{(int)reply.Status} {receipt.Outcome} {receipt.UsageSource} {receipt.Input}/{receipt.Output}"
            + $" {(receipt.Amount > 0 ? "billed" : "free")} x{receipt.Attempts.Count}";
        line += reply.ErrorCode is { } code ? $" {code}" : "";
        line += reply.IsCut ? " cut" : "";
        return reply.Said.Length > 0 ? $"{line}: {reply.Said}" : line;
    }
}
