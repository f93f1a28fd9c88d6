using NextModel.Testing;

namespace NextModel.Gateway.Tests.Testing;

public sealed class ManualTimeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Advance_SeveralTimersDue_FiresThemInOrderAtTheirTimes()
    {
        var fired = new List<(string, TimeSpan)>();
        var start = _time.GetUtcNow();
        using var late = _time.CreateTimer(_ => fired.Add(("late", _time.GetUtcNow() - start)), null, TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan);
        using var periodic = _time.CreateTimer(_ => fired.Add(("tick", _time.GetUtcNow() - start)), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(4));

        _time.Advance(TimeSpan.FromSeconds(5));

        fired.ShouldBe([("tick", TimeSpan.FromSeconds(1)), ("late", TimeSpan.FromSeconds(3)), ("tick", TimeSpan.FromSeconds(5))]);
    }

    [Fact]
    public void Advance_TimerDisposed_DoesNotFire()
    {
        var fired = false;
        _time.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();

        _time.Advance(TimeSpan.FromSeconds(2));

        fired.ShouldBeFalse();
    }

    [Fact]
    public void Advance_Always_MovesTimestampAlike()
    {
        var before = _time.GetTimestamp();

        _time.Advance(TimeSpan.FromSeconds(7));

        _time.GetElapsedTime(before).ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Delay_OnThisClock_EndsWhenAdvanced()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _time, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(59));
        delay.IsCompleted.ShouldBeFalse();

        _time.Advance(TimeSpan.FromSeconds(1));

        await delay;
    }
}
