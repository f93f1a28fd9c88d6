using System.Collections.Concurrent;
using System.Text;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Fixtures;

/// <summary>Every fixture of OpenAI's dialect through one gateway, asked for as JSON and as a stream, told in one line each.</summary>
public sealed class FixtureRuns : IAsyncLifetime
{
    private static readonly string[] OtherDialects = ["anthropic", "gemini", "bedrock", "openai-responses"];

    /// <summary>Streams that break after two deltas. What has not left yet is not owed to anybody, so these deltas must have arrived first.</summary>
    private static readonly string[] Breaking =
    [
        "err-disconnect", "err-eof-mid-event", "err-malformed-json", "err-mid-stream-event", "err-mid-stream-object-done",
        "err-mid-stream-object-reset", "slow-stall",
    ];

    private readonly ConcurrentDictionary<(string Name, bool Stream), string> _lines = new();

    /// <summary>Those of OpenAI's dialect, and of vendors that claim to speak it.</summary>
    public static IReadOnlyList<Fixture> Fixtures { get; } =
        [.. FixtureFile.All.Where(f => !OtherDialects.Any(d => f.Dialect.StartsWith(d, StringComparison.Ordinal)))];

    public string Line(string fixture, bool stream) => _lines[(fixture, stream)];

    public async ValueTask InitializeAsync()
    {
        await RunAllAsync();
        await RunBreakingAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static bool Breaks((string Name, bool Stream) run) => run.Stream && Breaking.Contains(run.Name);

    private static string Model((string Name, bool Stream) run) => run.Name + (run.Stream ? ".events" : ".json");

    // A name of its own for each run: attempts are counted by model.
    private static TestGatewayOptions Options(IEnumerable<(string Name, bool Stream)> runs) => new()
    {
        Models = [.. runs.Select(Model)],
        SourceLines = "    max_attempts: 2\n    retry_budget: 1\n    timeouts: { first_byte: 20s, idle: 4s }",
    };

    private async Task RunAllAsync()
    {
        (string Name, bool Stream)[] runs = [.. Fixtures.SelectMany(f => new[] { (f.Name, false), (f.Name, true) }).Where(r => !Breaks(r))];
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options(runs));
        await Parallel.ForEachAsync(
            runs, new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (run, _) => _lines[run] = await RunAsync(gateway, run));
    }

    private async Task RunBreakingAsync()
    {
        var time = new ManualTime();
        (string Name, bool Stream)[] runs = [.. Breaking.Select(name => (name, true))];
        await using var upstream = await FakeUpstream.StartAsync(time);
        await using var gateway = await TestGateway.StartAsync(upstream, Options(runs));
        foreach (var run in runs)
        {
            upstream.Play(Model(run), HeldAfterTwoDeltas(run.Name));
            var isHeld = true;
            _lines[run] = await RunAsync(gateway, run, async arrived =>
            {
                if (isHeld && arrived.Contains("\"terns\"", StringComparison.Ordinal))
                {
                    isHeld = false;
                    await time.WaitForTimerAsync();
                    time.Advance(TimeSpan.FromMinutes(1));
                }
            });
        }
    }

    private static UpstreamBehaviour HeldAfterTwoDeltas(string fixture) => (request, attempt) =>
    {
        var whole = Behaviours.Fixture(fixture)(request, attempt);
        var held = ScriptedWrite.Text("") with { Delay = TimeSpan.FromMinutes(1) };
        return whole with { Writes = [.. whole.Writes.Take(3), held, .. whole.Writes.Skip(3)] };
    };

    private static async Task<string> RunAsync(TestGateway gateway, (string Name, bool Stream) run, Func<string, Task>? arriving = null)
    {
        using var request = Request(run);
        using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        var reply = await ChatReply.ReadAsync(response, arriving);
        var receipt = await SeenReceipt.OfAsync(gateway.Client, reply.RequestId);
        return Tell(reply, receipt);
    }

    private static HttpRequestMessage Request((string Name, bool Stream) run)
    {
        var embeddings = run.Name.StartsWith("embeddings-", StringComparison.Ordinal);
        var body = embeddings
            ? $"{{\"model\":\"{Model(run)}\",\"input\":\"Where do lanterns go?\"}}"
            : $"{{\"model\":\"{Model(run)}\",\"stream\":{(run.Stream ? "true" : "false")},"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Where do lanterns go?\"}]}";
        return new HttpRequestMessage(HttpMethod.Post, embeddings ? "/v1/embeddings" : "/v1/chat/completions")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
    }

    private static string Tell(ChatReply reply, SeenReceipt receipt)
    {
        var line = $"{(int)reply.Status} {receipt.Outcome} {receipt.UsageSource} {receipt.Input}/{receipt.Output}"
            + $" {(receipt.Amount > 0 ? "billed" : "free")} x{receipt.Attempts.Count}";
        line += reply.ErrorCode is { } code ? $" {code}" : "";
        line += reply.IsCut ? " cut" : "";
        return reply.Said.Length > 0 ? $"{line}: {reply.Said}" : line;
    }
}
