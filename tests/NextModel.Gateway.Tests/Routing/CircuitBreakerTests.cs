using System.Globalization;
using System.Net;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Routing;

/// <summary>What callers see of the circuit breaker.</summary>
public sealed class CircuitBreakerTests
{
    [Fact]
    public async Task Chat_TheTargetIsWellAgain_IsFoundOutByOneRequest()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        await sources.FailUntilOpenAsync();
        sources.Time.Advance(TimeSpan.FromSeconds(4));
        sources.First.Play(Behaviours.Canary());
        (await sources.AskAsync()).Headers["x-nextmodel-source"].ShouldBe("fake");
        sources.First.Requests.Count.ShouldBe(6);
        (await sources.AskAsync()).Headers["x-nextmodel-source"].ShouldBe("fake");
    }

    [Fact]
    public async Task Chat_OneRequestIsFindingOut_OthersAreNotHeldUpByIt()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        await sources.FailUntilOpenAsync();
        sources.Time.Advance(TimeSpan.FromSeconds(4));
        sources.First.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        var probing = sources.AskAsync();
        await sources.First.WaitForRequestAsync(6);
        for (var i = 0; i < 3; i++)
        {
            (await sources.AskAsync()).Headers["x-nextmodel-source"].ShouldBe("spare");
        }

        sources.First.Requests.Count.ShouldBe(6);
        sources.Time.Advance(TimeSpan.FromSeconds(61));
        var probe = await SeenReceipt.OfAsync(sources.Gateway.Client, (await probing).RequestId);
        probe.Attempts.ShouldBe(["fake timeout - timeout_first_byte", "spare ok 200 -"]);
    }

    [Fact]
    public async Task Chat_ManyWaitForASilentSource_AllAreLetGoAndNoMoreAreSentThere()
    {
        const int Many = 40;
        await using var sources = await TwoSources.StartAsync("max_attempts: 1", spare: false);
        sources.First.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        var asking = Enumerable.Range(0, Many).Select(_ => sources.AskAsync()).ToList();
        await sources.First.WaitForRequestAsync(Many);
        sources.Time.Advance(TimeSpan.FromSeconds(61));
        (await Task.WhenAll(asking)).ShouldAllBe(reply => reply.ErrorCode == "provider_timeout");
        await Task.WhenAll(sources.First.Requests.Select(request => request.ClientGone)).WaitAsync(TimeSpan.FromSeconds(30));
        (await sources.AskAsync()).ErrorCode.ShouldBe("no_healthy_source");
        sources.First.Requests.Count.ShouldBe(Many);
    }

    [Fact]
    public async Task Chat_TheOnlyTargetIsLeftAlone_IsRefusedWithTheTimeOfTheNextTry()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1", spare: false);
        await sources.FailUntilOpenAsync();
        var reply = await sources.AskAsync();
        reply.Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        reply.ErrorCode.ShouldBe("no_healthy_source");
        reply.ErrorMessage.ShouldBe("No source of canary can be tried now (fake: keeps failing). Try again in 4 s.");
        reply.Headers["retry-after"].ShouldBe("4");
        reply.Headers.ShouldNotContainKey("x-should-retry");
        sources.First.Requests.Count.ShouldBe(5);
        (await sources.Gateway.Client.GetAsync($"/v1/receipts/{reply.RequestId}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        sources.Time.Advance(TimeSpan.FromSeconds(int.Parse(reply.Headers["retry-after"], CultureInfo.InvariantCulture)));
        sources.First.Play(Behaviours.Canary());
        (await sources.AskAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Chat_SourceAsksToBeLeftAlone_OthersAreNotSentThere()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        sources.First.Play(TwoSources.Failing(429, ("retry-after", "30")));
        (await sources.AskAsync()).Headers["x-nextmodel-source"].ShouldBe("spare");
        sources.Time.Advance(TimeSpan.FromSeconds(29));
        (await SeenReceipt.OfAsync(sources.Gateway.Client, (await sources.AskAsync()).RequestId)).Attempts.ShouldBe(["spare ok 200 -"]);
        sources.First.Requests.Count.ShouldBe(1);
        sources.Time.Advance(TimeSpan.FromSeconds(2));
        sources.First.Play(Behaviours.Canary());
        (await sources.AskAsync()).Headers["x-nextmodel-source"].ShouldBe("fake");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Chat_TheOnlySourceAsksForALongWait_TheCallerMayComeBackAfterIt(int maxAttempts)
    {
        await using var sources = await TwoSources.StartAsync($"max_attempts: {maxAttempts}", spare: false);
        sources.First.Play(TwoSources.Failing(429, ("retry-after", "30")));

        var reply = await sources.AskAsync();

        reply.ErrorCode.ShouldBe("rate_limit_exceeded");
        reply.Headers["retry-after"].ShouldBe("30");
        reply.Headers.ShouldNotContainKey("x-should-retry");
        sources.First.Requests.Count.ShouldBe(1);
        sources.Time.Advance(TimeSpan.FromSeconds(30));
        sources.First.Play(Behaviours.Canary());
        (await sources.AskAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Chat_TheOnlySourceAsksForAMoment_OthersWaitForIt()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["canary"], SourceLines = "    max_attempts: 1" });
        upstream.Play(TwoSources.Failing(429, ("retry-after-ms", "900")));
        var first = await AskAsync(gateway);
        first.ErrorCode.ShouldBe("rate_limit_exceeded");
        upstream.Play(Behaviours.Canary());
        var second = await AskAsync(gateway);
        second.Status.ShouldBe(HttpStatusCode.OK);
        var (before, after) = (await StartedAsync(gateway, first), await StartedAsync(gateway, second));
        (after - before).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(899));
    }

    [Theory]
    [InlineData("err-400-context")]
    [InlineData("azure-filter-400")]
    [InlineData("err-413")]
    public async Task Chat_CallersAskWrongly_ShutNoSourceOff(string fixture)
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        sources.First.Play(fixture);
        for (var i = 0; i < 21; i++)
        {
            ((int)(await sources.AskAsync()).Status).ShouldBeInRange(400, 413);
            sources.Time.Advance(TimeSpan.FromMilliseconds(300));
        }

        sources.First.Play(Behaviours.Canary());
        (await sources.AskAsync()).Headers["x-nextmodel-source"].ShouldBe("fake");
    }

    [Fact]
    public async Task Chat_CallersLeave_ShutNoSourceOff()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        sources.First.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        for (var i = 1; i <= 6; i++)
        {
            using var leave = new CancellationTokenSource();
            var asking = sources.SendAsync(leave: leave.Token);
            await sources.First.WaitForRequestAsync(i);
            await leave.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(asking);
            sources.Time.Advance(TimeSpan.FromMilliseconds(300));
        }

        sources.First.Play(Behaviours.Canary());
        (await sources.AskAsync()).Headers["x-nextmodel-source"].ShouldBe("fake");
        sources.Second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_EveryStreamBreaksOff_TheTargetIsLeftAlone()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        for (var i = 0; i < 19; i++)
        {
            var reply = await BrokenAsync(sources);
            (reply.IsCut, reply.Headers["x-nextmodel-source"]).ShouldBe((true, "fake"));
        }

        await BrokenAsync(sources);
        var after = await sources.AskAsync(stream: true);
        (after.IsCut, after.Headers["x-nextmodel-source"]).ShouldBe((false, "spare"));
    }

    [Fact]
    public async Task Chat_OneTenantsRequestsMakeTheSourceFail_OthersAreServed()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1", spare: false);
        using var other = sources.Gateway.CreateClient(await sources.Gateway.CreateKeyAsync("default", "other"));
        sources.First.Play((request, attempt) => (request.BodyText.Contains("poison", StringComparison.Ordinal) ? TwoSources.Failing(500) : Behaviours.Canary())(request, attempt));
        for (var i = 0; i < 12; i++)
        {
            (await sources.AskAsync(text: "poison")).Status.ShouldBe(HttpStatusCode.BadGateway);
            sources.Time.Advance(TimeSpan.FromMilliseconds(500));
            (await sources.AskAsync(text: "poison")).Status.ShouldBe(HttpStatusCode.BadGateway);
            (await sources.AskAsync(client: other)).Status.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Chat_TheSourceWasShutOffForOneTenantsFailures_AnotherFindsOutAtOnce()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1", spare: false);
        using var other = sources.Gateway.CreateClient(await sources.Gateway.CreateKeyAsync("default", "other"));
        await sources.FailUntilOpenAsync();
        (await sources.AskAsync()).ErrorCode.ShouldBe("no_healthy_source");
        sources.First.Play(Behaviours.Canary());
        (await sources.AskAsync(client: other)).Status.ShouldBe(HttpStatusCode.OK);
        (await sources.AskAsync()).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Ready_ASourceIsDead_IsNotAffected()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        await sources.FailUntilOpenAsync();
        (await sources.Gateway.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Chat_SourceWithoutABreaker_IsAlwaysAsked()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1; circuit_breaker: false");
        await sources.FailUntilOpenAsync();
        await sources.AskAsync();
        sources.First.Requests.Count.ShouldBe(6);
    }

    private static async Task<ChatReply> AskAsync(TestGateway gateway)
    {
        using var response = await gateway.ChatAsync("{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]}");
        return await ChatReply.ReadAsync(response);
    }

    private static async Task<DateTimeOffset> StartedAsync(TestGateway gateway, ChatReply reply) =>
        (await SeenReceipt.OfAsync(gateway.Client, reply.RequestId)).Root.GetProperty("attempts")[0].GetProperty("started_at").GetDateTimeOffset();

    // Two pieces of text, then nothing that says anything until the caller has them, then the break.
    private static async Task<ChatReply> BrokenAsync(TwoSources sources)
    {
        var hasText = false;
        sources.First.Play((request, attempt) =>
        {
            var whole = Behaviours.Fixture("err-disconnect")(request, attempt);
            var holding = ScriptedWrite.Text(": wait\n\n") with { Again = () => !Volatile.Read(ref hasText) };
            return whole with { Writes = [.. whole.Writes.Take(3), holding], End = ResponseEnd.Reset };
        });
        using var response = await sources.SendAsync(stream: true);
        return await ChatReply.ReadAsync(response, arrived =>
        {
            Volatile.Write(ref hasText, arrived.Contains("\"terns\"", StringComparison.Ordinal));
            return Task.CompletedTask;
        });
    }
}
