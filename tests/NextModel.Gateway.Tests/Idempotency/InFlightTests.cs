using System.Net;
using System.Text;
using NextModel.Gateway.Tests.Faults;
using NextModel.Idempotency;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Idempotency;

/// <summary>Repeats of a request that has not ended, and callers who leave: the one request goes on, and all who ask get its answer.</summary>
public sealed class InFlightTests : IAsyncLifetime
{
    private const string Key = "order-4711";

    private readonly TemporaryDirectory _directory = new();
    private readonly WaitersTime _time = new(TimeProvider.System);
    private readonly ManualTime _upstreamTime = new();
    private readonly CancellationTokenSource _leaving = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync(_upstreamTime);

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _leaving.Dispose();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_TwentyAtOnce_AreOneCallOneReceiptAndTheSameBytes(bool stream)
    {
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromSeconds(1)));
        KeyedReply[] replies;
        await using (var gateway = await StartAsync())
        {
            var asking = Enumerable.Range(0, 20).Select(_ => KeyedReply.SendAsync(gateway.Client, Key, Ask(stream))).ToArray();
            await _time.WaitForAsync(19);
            await AnswerAsync(Task.WhenAll(asking));
            replies = await Task.WhenAll(asking);
        }

        var first = replies.Single(r => !r.IsRepeat);
        first.Status.ShouldBe(HttpStatusCode.OK);
        foreach (var repeat in replies.Where(r => r.IsRepeat))
        {
            repeat.ShouldRepeat(first);
        }

        _upstream.Requests.Count.ShouldBe(1);
        (await ReceiptAsync()).ShouldBe((first.RequestId, "completed"));
    }

    [Fact]
    public async Task Chat_AnotherBodyWhileTheFirstIsServed_Is409AtOnce()
    {
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromSeconds(1)));
        await using var gateway = await StartAsync();
        var first = KeyedReply.SendAsync(gateway.Client, Key, Ask());
        await _upstream.WaitForRequestAsync();
        (await KeyedReply.SendAsync(gateway.Client, Key, Ask(content: "Other"))).Code.ShouldBe("idempotency_conflict");
        await AnswerAsync(first);
        (await first).Status.ShouldBe(HttpStatusCode.OK);
    }

    // A caller whose connection broke and who asks again is what idempotency keys are for.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_CallerLeavesBeforeTheAnswer_TheRepeatGetsItAndNobodyIsAskedTwice(bool stream)
    {
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromSeconds(1)));
        await using (var gateway = await StartAsync())
        {
            var first = KeyedReply.SendAsync(gateway.Client, Key, Ask(stream), leaving: _leaving.Token);
            await _upstream.WaitForRequestAsync();
            await _leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => first);
            var second = KeyedReply.SendAsync(gateway.Client, Key, Ask(stream));
            await _time.WaitForAsync(1);
            await AnswerAsync(second);
            (await second).IsRepeat.ShouldBeTrue((await second).Body);
            (await KeyedReply.SendAsync(gateway.Client, Key, Ask(stream))).ShouldRepeat(await second);
        }

        _upstream.Requests.Count.ShouldBe(1);
        (await ReceiptAsync()).Outcome.ShouldBe("completed");
    }

    [Fact]
    public async Task Chat_CallerLeavesMidStream_TheRepeatGetsTheWholeStream()
    {
        _upstream.Play(Behaviours.Steady(200, TimeSpan.FromSeconds(1)));
        string seen;
        KeyedReply repeat;
        await using (var gateway = await StartAsync())
        {
            using var request = KeyedReply.Request(Key, Ask(stream: true));
            var sending = gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await AnswerAsync(sending);
            using var response = await sending;
            seen = await ReadAsync(await response.Content.ReadAsStreamAsync(), "\"3 \"");
            response.Dispose();
            var asking = KeyedReply.SendAsync(gateway.Client, Key, Ask(stream: true));
            await AnswerAsync(asking);
            repeat = await asking;
        }

        repeat.IsRepeat.ShouldBeTrue(repeat.Body);
        repeat.Body.ShouldStartWith(seen.Replace(": keep-alive\n\n", "", StringComparison.Ordinal));
        repeat.Body.ShouldContain("\"200 \"");
        repeat.Body.ShouldEndWith("data: [DONE]\n\n");
        repeat.Body.ShouldNotContain("keep-alive");
        _upstream.Requests.Count.ShouldBe(1);
        (await ReceiptAsync()).ShouldBe((repeat.RequestId, "completed"));
    }

    [Fact]
    public async Task Chat_RepeatLeaves_TheFirstIsServedAllTheSame()
    {
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromSeconds(1)));
        await using var gateway = await StartAsync();
        var first = KeyedReply.SendAsync(gateway.Client, Key, Ask());
        await _upstream.WaitForRequestAsync();
        var second = KeyedReply.SendAsync(gateway.Client, Key, Ask(), leaving: _leaving.Token);
        await _time.WaitForAsync(1);
        await _leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        await AnswerAsync(first);
        (await first).Status.ShouldBe(HttpStatusCode.OK);
        (await KeyedReply.SendAsync(gateway.Client, Key, Ask())).ShouldRepeat(await first);
    }

    // The first fails, and of those who wait one is served in its place.
    [Fact]
    public async Task Chat_TheFirstFails_ARepeatThatWaitedIsServedAndTheOthersShareItsAnswer()
    {
        _upstream.Play((request, attempt) => request.Number == 1
            ? ScriptedResponse.Json("{}", 500) with { Delay = TimeSpan.FromSeconds(1) }
            : Behaviours.Canary()(request, attempt));
        await using var gateway = await StartAsync();
        var asking = Enumerable.Range(0, 4).Select(_ => KeyedReply.SendAsync(gateway.Client, Key, Ask())).ToArray();
        await _time.WaitForAsync(3);
        await AnswerAsync(Task.WhenAll(asking));
        var replies = await Task.WhenAll(asking);

        replies.Count(r => r.Status == HttpStatusCode.BadGateway).ShouldBe(1);
        replies.Count(r => r.Status == HttpStatusCode.OK && !r.IsRepeat).ShouldBe(1);
        replies.Where(r => r.Status == HttpStatusCode.OK).Select(r => r.Body).Distinct().Count().ShouldBe(1);
        _upstream.Requests.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Chat_FirstTakesLongerThanARepeatWaits_Is409WithRetryAfter()
    {
        var clock = new ManualTime();
        var time = new WaitersTime(clock);
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        await using var gateway = await TestGateway.StartAsync(
            _upstream, new TestGatewayOptions { Models = ["canary"], Time = time, SourceLines = "    timeouts: { first_byte: 20m }" });
        var first = KeyedReply.SendAsync(gateway.Client, Key, Ask());
        await _upstream.WaitForRequestAsync();
        var second = KeyedReply.SendAsync(gateway.Client, Key, Ask());
        await time.WaitForAsync(1);
        clock.Advance(TimeSpan.FromMinutes(10));

        var reply = await second;
        reply.Code.ShouldBe("idempotency_in_progress");
        reply.Status.ShouldBe(HttpStatusCode.Conflict);
        reply.Head.ShouldContain("retry-after: 10");
        reply.Head.ShouldContain("x-should-retry: true");
        IdempotencyBook.Patience.ShouldBe(TimeSpan.FromMinutes(10));
        await AnswerAsync(first);
        (await first).Status.ShouldBe(HttpStatusCode.OK);
    }

    private static string Ask(bool stream = false, string content = "Hello") =>
        $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}";

    private static async Task<string> ReadAsync(Stream stream, string until)
    {
        var buffer = new byte[16 * 1024];
        var read = "";
        while (!read.Contains(until, StringComparison.Ordinal))
        {
            read += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }

        return read;
    }

    private async Task AnswerAsync(Task end)
    {
        while (!end.IsCompleted)
        {
            await Task.WhenAny(_upstreamTime.WaitForTimerAsync(), end);
            _upstreamTime.Advance(TimeSpan.FromSeconds(1));
        }
    }

    private async Task<(string RequestId, string Outcome)> ReceiptAsync()
    {
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        var receipt = state.Receipts.Single();
        return (receipt.RequestId, receipt.Outcome);
    }

    private Task<TestGateway> StartAsync() => TestGateway.StartAsync(
        _upstream, new TestGatewayOptions { Models = ["canary"], Directory = _directory, Time = _time, SourceLines = "    max_attempts: 1" });
}
