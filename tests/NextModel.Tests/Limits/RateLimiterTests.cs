using NextModel.Errors;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

public sealed class RateLimiterTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void TryEnter_NothingConfigured_HasNoPass()
    {
        new RateLimiter(_time).TryEnter(SampleTenant.Caller(), out var pass).ShouldBeNull();

        pass.ShouldBeNull();
    }

    [Fact]
    public void TryEnter_OneTooMany_IsRefusedUntilTheTimeItSays()
    {
        var limiter = Limiter(requests: 6);
        for (var i = 0; i < 6; i++)
        {
            Enter(limiter).ShouldBeNull();
        }

        var refusal = Enter(limiter).ShouldNotBeNull();

        refusal.Code.ShouldBe(GatewayErrorCode.RateLimitExceeded);
        refusal.RetryAfter!.Value.TotalSeconds.ShouldBe(10, 0.01);
        _time.Advance(refusal.RetryAfter.Value - TimeSpan.FromMilliseconds(10));
        Enter(limiter).ShouldNotBeNull();
        _time.Advance(TimeSpan.FromMilliseconds(20));
        Enter(limiter).ShouldBeNull();
        Enter(limiter).ShouldNotBeNull();
    }

    // A refusal that is counted keeps those out who ask again too early, for ever.
    [Fact]
    public void TryEnter_RefusedOverAndOver_TakesNothing()
    {
        var limiter = Limiter(requests: 60);
        for (var i = 0; i < 60; i++)
        {
            Enter(limiter).ShouldBeNull();
        }

        for (var i = 0; i < 1_000; i++)
        {
            Enter(limiter).ShouldNotBeNull();
        }

        _time.Advance(TimeSpan.FromMilliseconds(1_001));
        Enter(limiter).ShouldBeNull();
    }

    [Fact]
    public void TryEnter_ProjectHasNoRoom_TakesNothingFromTheKey()
    {
        var limiter = Limiter(requests: 10);
        limiter.Put(SampleTenant.Caller().Project.Id, "project", new RateLimits(1, null, null));
        Enter(limiter).ShouldBeNull();

        limiter.TryEnter(SampleTenant.Caller(), out var pass).ShouldNotBeNull().Message.ShouldContain("project");

        pass!.Requests!.Value.ShouldBe(new RateStanding(1, 0, pass.Requests.Value.Reset));
        limiter.Put(SampleTenant.Caller().Project.Id, "project", null);
        for (var i = 0; i < 9; i++)
        {
            Enter(limiter).ShouldBeNull();
        }

        Enter(limiter).ShouldNotBeNull();
    }

    [Fact]
    public void TryEnter_InFlight_IsFreeAgainWhenThePassEnds()
    {
        var limiter = Limiter(concurrent: 2);
        limiter.TryEnter(SampleTenant.Caller(), out var first).ShouldBeNull();
        limiter.TryEnter(SampleTenant.Caller(), out _).ShouldBeNull();
        limiter.TryEnter(SampleTenant.Caller(), out var refused).ShouldNotBeNull();
        refused!.Dispose();
        limiter.TryEnter(SampleTenant.Caller(), out _).ShouldNotBeNull();

        first!.Dispose();
        first.Dispose();

        limiter.TryEnter(SampleTenant.Caller(), out _).ShouldBeNull();
        limiter.TryEnter(SampleTenant.Caller(), out _).ShouldNotBeNull();
    }

    [Fact]
    public void TakeTokens_ForecastAndTruthDiffer_TheTruthCounts()
    {
        var limiter = Limiter(tokens: 1_000);
        limiter.TryEnter(SampleTenant.Caller(), out var pass).ShouldBeNull();
        pass!.TakeTokens(900).ShouldBeNull();
        pass.Tokens!.Value.Remaining.ShouldBe(100);
        limiter.TryEnter(SampleTenant.Caller(), out var second).ShouldBeNull();
        second!.TakeTokens(200).ShouldNotBeNull().RetryAfter!.Value.TotalSeconds.ShouldBe(6, 0.01);

        pass.SettleTokens(100);

        second.TakeTokens(900).ShouldBeNull();
        second.SettleTokens(1_900);
        limiter.TryEnter(SampleTenant.Caller(), out var third).ShouldBeNull();
        third!.TakeTokens(1).ShouldNotBeNull().RetryAfter!.Value.TotalSeconds.ShouldBe(60, 0.2);
    }

    [Fact]
    public void TakeTokens_MoreThanAMinuteAllows_SaysThatItNeverFits()
    {
        var limiter = Limiter(tokens: 100);
        limiter.TryEnter(SampleTenant.Caller(), out var pass).ShouldBeNull();

        var refusal = pass!.TakeTokens(101).ShouldNotBeNull();

        refusal.Message.ShouldContain("never fits");
        refusal.ShouldRetry.ShouldBe(false);
    }

    [Fact]
    public void TryEnter_OverAnyTime_NoMoreThanOneBurstAndTheRate() => Seeds.ForAll(100, random =>
    {
        var time = new ManualTime();
        var limiter = new RateLimiter(time);
        limiter.Put(SampleTenant.Caller().Key.Id, "key", new RateLimits(120, null, null));
        var admitted = 0;
        for (var i = 0; i < 2_000; i++)
        {
            admitted += limiter.TryEnter(SampleTenant.Caller(), out _) is null ? 1 : 0;
            time.Advance(TimeSpan.FromMilliseconds(random.Next(0, 200)));
        }

        admitted.ShouldBeLessThanOrEqualTo(120 + 1 + (int)(time.GetElapsedTime(0).TotalMinutes * 120));
    });

    [Theory]
    [InlineData(0, "0ms")]
    [InlineData(120, "120ms")]
    [InlineData(1_500, "1.5s")]
    [InlineData(59_999, "59.999s")]
    [InlineData(360_000, "6m0s")]
    public void ResetText_AnyTime_IsSpelledAsOpenAIDoes(int milliseconds, string expected) =>
        new RateStanding(1, 1, TimeSpan.FromMilliseconds(milliseconds)).ResetText.ShouldBe(expected);

    private static GatewayError? Enter(RateLimiter limiter)
    {
        var refusal = limiter.TryEnter(SampleTenant.Caller(), out var pass);
        pass?.Dispose();
        return refusal;
    }

    private RateLimiter Limiter(long? requests = null, long? tokens = null, int? concurrent = null)
    {
        var limiter = new RateLimiter(_time);
        limiter.Put(SampleTenant.Caller().Key.Id, "key", new RateLimits(requests, tokens, concurrent));
        return limiter;
    }
}
