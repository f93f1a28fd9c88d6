using System.Net;
using NextModel.Gateway.Tests.Faults;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Idempotency;

/// <summary>kill -9 of the real binary while keyed requests are served: no key is ever charged twice, and what was answered is repeated.</summary>
public sealed class KillKeyedTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        await File.WriteAllTextAsync(
            _directory.File("nextmodel.yaml"), new TestGatewayOptions { Upstream = _upstream, Models = ["canary"] }.Configuration());
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_AfterTheAnswer_TheRepeatIsTheSame(bool stream)
    {
        KeyedReply first;
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            first = await KeyedReply.SendAsync(gateway.Client, "k", Ask("hello", stream));
            await gateway.KillAsync();
        }

        await using var again = await GatewayProcess.StartAsync(_directory.Path);
        var repeat = await KeyedReply.SendAsync(again.Client, "k", Ask("hello", stream));
        repeat.ShouldRepeat(first);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_WhileTheSourceWorks_TheRepeatNamesTheInterruptedReceiptAndAsksNobody(bool stream)
    {
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            var asking = KeyedReply.SendAsync(gateway.Client, "k", Ask("hello", stream));
            await _upstream.WaitForRequestAsync();
            await gateway.KillAsync();
            await Should.ThrowAsync<HttpRequestException>(() => asking);
        }

        KeyedReply repeat;
        await using (var again = await GatewayProcess.StartAsync(_directory.Path))
        {
            _upstream.Play(Behaviours.Canary());
            repeat = await KeyedReply.SendAsync(again.Client, "k", Ask("hello", stream));
            (await KeyedReply.SendAsync(again.Client, "k", Ask("other"))).Code.ShouldBe("idempotency_conflict");
            (await KeyedReply.SendAsync(again.Client, "k2", Ask("hello", stream))).Status.ShouldBe(HttpStatusCode.OK);
            await again.TerminateAsync();
        }

        repeat.Code.ShouldBe("idempotency_no_answer");
        _upstream.Requests.Count.ShouldBe(2);
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        var interrupted = state.Receipts.Single(r => r.Outcome == "interrupted");
        interrupted.Amount.ShouldBe(0);
        repeat.Message!.ShouldContain($"rcpt_{interrupted.RequestId[4..]}");
    }

    [Fact]
    public async Task Kill_AtRandomUnderLoad_ChargesNoKeyTwiceAndForgetsNoAnswer()
    {
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(2)));
        var random = new Random(20261129);
        var answers = new Dictionary<string, KeyedReply>();
        var last = new string?[6];
        for (var cycle = 0; cycle < 8; cycle++)
        {
            await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
            using var answered = new SemaphoreSlim(0);
            var callers = Enumerable.Range(0, last.Length).Select(n => CallAsync(gateway, cycle, n, last, answers, answered)).ToArray();
            for (var left = random.Next(1, 30); left > 0; left--)
            {
                await answered.WaitAsync(TimeSpan.FromSeconds(60));
            }

            await gateway.KillAsync();
            await Task.WhenAll(callers);
        }

        await using (var gateway = await GatewayProcess.StartAsync(_directory.Path))
        {
            foreach (var (key, first) in answers)
            {
                (await KeyedReply.SendAsync(gateway.Client, key, BodyOf(key))).ShouldRepeat(first);
            }

            await gateway.TerminateAsync();
        }

        // Every body is another one, so the source tells how often a key was dispatched.
        answers.Count.ShouldBeGreaterThan(50);
        _upstream.Requests.GroupBy(r => r.BodyText).ShouldAllBe(g => g.Count() == 1);
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        state.Receipts.Where(r => r.Outcome == "completed").SelectMany(r => r.UpstreamAnswers).ShouldBeUnique();
    }

    private static string Ask(string content, bool stream = false) =>
        $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}";

    private static string BodyOf(string key) => Ask("job " + key, stream: key[^1] % 2 == 0);

    // Each caller begins with the last key of its life before, as a client does that found the connection broken.
    private static async Task CallAsync(
        GatewayProcess gateway, int cycle, int caller, string?[] last, Dictionary<string, KeyedReply> answers, SemaphoreSlim answered)
    {
        for (var n = 0; ; n++)
        {
            var key = n == 0 && last[caller] is { } unsure ? unsure : $"{cycle}-{caller}-{n}";
            last[caller] = key;
            try
            {
                var reply = await KeyedReply.SendAsync(gateway.Client, key, BodyOf(key));
                if (reply.Status == HttpStatusCode.OK)
                {
                    lock (answers)
                    {
                        answers.TryAdd(key, reply);
                    }
                }

                answered.Release();
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                return;
            }
        }
    }
}
