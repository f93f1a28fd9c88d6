using NextModel.Routing;
using NextModel.Testing;

namespace NextModel.Tests.Routing;

public sealed class TargetHealthTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTime _time = new();
    private readonly TargetHealth _health;

    public TargetHealthTests() => _health = new TargetHealth(_time);

    [Fact]
    public void TryEnter_FiveFailuresInARow_LeavesItAlone()
    {
        for (var i = 0; i < TargetHealth.RowToOpen; i++)
        {
            _health.TryEnter().IsGranted.ShouldBeTrue();
            _health.TryEnter().Failed();
            _time.Advance(Second);
        }

        _health.TryEnter().IsGranted.ShouldBeFalse();
        _health.OpenFor(out var state).ShouldBe(TargetHealth.FirstOpening - Second, TimeSpan.FromMilliseconds(1));
        state.ShouldBe(HealthState.Open);
    }

    [Fact]
    public void TryEnter_ASuccessAmongTheFailures_StartsTheCountAnew()
    {
        for (var i = 0; i < 8; i++)
        {
            Fail(4);
            _time.Advance(Second);
            for (var j = 0; j < 8; j++)
            {
                _health.TryEnter().Began();
            }
        }

        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void TryEnter_ABurstOfFailuresWithinASecond_IsNotYetAnOutage()
    {
        Fail(TargetHealth.LeastAttempts - 1, TimeSpan.FromMilliseconds(10));
        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void TryEnter_HalfOfManyFail_LeavesItAlone()
    {
        for (var i = 0; i < TargetHealth.LeastAttempts / 2; i++)
        {
            _health.Read().State.ShouldBe(HealthState.Closed);
            _health.TryEnter().Began();
            _health.TryEnter().Failed();
        }

        _health.Read().State.ShouldBe(HealthState.Open);
    }

    [Fact]
    public void TryEnter_FailuresOfHalfAMinuteAgo_AreForgotten()
    {
        for (var i = 0; i < 9; i++)
        {
            _health.TryEnter().Failed();
            _health.TryEnter().Began();
        }

        _time.Advance(TargetHealth.HalfWindow * 2);
        for (var i = 0; i < 9; i++)
        {
            _health.TryEnter().Failed();
            _health.TryEnter().Began();
        }

        var reading = _health.Read();
        (reading.State, reading.Successes, reading.Failures).ShouldBe((HealthState.Closed, 9, 9));
    }

    [Fact]
    public void TryEnter_EveryAnswerBreaksOff_LeavesItAlone()
    {
        for (var i = 0; i < TargetHealth.LeastAttempts; i++)
        {
            var pass = _health.TryEnter();
            pass.IsGranted.ShouldBeTrue();
            pass.Began();
            pass.Broke();
        }

        _health.Read().State.ShouldBe(HealthState.Open);
    }

    [Fact]
    public void TryEnter_AttemptsThatSayNothing_OpenNothing()
    {
        for (var i = 0; i < 100; i++)
        {
            _health.TryEnter().Ended();
            _time.Advance(Second);
        }

        var reading = _health.Read();
        (reading.State, reading.Successes, reading.Failures).ShouldBe((HealthState.Closed, 0, 0));
    }

    [Fact]
    public void TryEnter_ProbeSucceeds_LetsEverybodyInAgain()
    {
        Open();
        _time.Advance(TargetHealth.FirstOpening);
        var probe = _health.TryEnter();
        probe.IsProbe.ShouldBeTrue();
        _health.TryEnter().IsGranted.ShouldBeFalse();
        probe.Began();
        _health.TryEnter().IsProbe.ShouldBeFalse();
        _health.TryEnter().IsGranted.ShouldBeTrue();
        _health.Read().ShouldBe(new HealthReading(HealthState.Closed, TimeSpan.Zero, 1, 0, 0));
    }

    [Fact]
    public void TryEnter_ProbesKeepFailing_LeavesItAloneLongerAndLonger()
    {
        Open();
        foreach (var seconds in new[] { 5, 10, 20, 40, 60, 60 })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds) - Second);
            _health.TryEnter().IsGranted.ShouldBeFalse();
            _time.Advance(Second);
            var probe = _health.TryEnter();
            probe.IsProbe.ShouldBeTrue();
            probe.Failed();
        }
    }

    [Fact]
    public void TryEnter_ProbeSaysNothing_LetsTheNextOneProbe()
    {
        Open();
        _time.Advance(TargetHealth.FirstOpening);
        _health.TryEnter().Ended();
        var second = _health.TryEnter();
        second.IsProbe.ShouldBeTrue();
        second.Began();
        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void Began_OfAnAttemptFromBeforeTheOpening_ClosesNothing()
    {
        var old = _health.TryEnter();
        Open();
        old.Began();
        _health.Read().State.ShouldBe(HealthState.Open);
        _time.Advance(TargetHealth.FirstOpening);
        old.Began();
        _health.Read().State.ShouldBe(HealthState.HalfOpen);
    }

    [Fact]
    public void Failed_OfAnAttemptFromBeforeTheOpening_DoesNotSpeakForTheProbe()
    {
        var old = _health.TryEnter();
        Open();
        _time.Advance(TargetHealth.FirstOpening);
        var probe = _health.TryEnter();
        old.Failed();
        _health.TryEnter().IsGranted.ShouldBeFalse();
        probe.Began();
        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void TryEnter_AskedToRest_LeavesItAloneForThatTimeAndProbesNothing()
    {
        _health.TryEnter().MustRest(TimeSpan.FromSeconds(30));
        _health.OpenFor(out var state).ShouldBe(TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));
        state.ShouldBe(HealthState.Resting);
        _time.Advance(TimeSpan.FromSeconds(29));
        _health.TryEnter().IsGranted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        _health.TryEnter().IsProbe.ShouldBeFalse();
        _health.TryEnter().IsGranted.ShouldBeTrue();
    }

    [Fact]
    public void MustRest_SaidByTwo_HoldsForTheLonger()
    {
        var (first, second, third) = (_health.TryEnter(), _health.TryEnter(), _health.TryEnter());
        first.MustRest(TimeSpan.FromSeconds(2));
        second.MustRest(TimeSpan.FromSeconds(9));
        third.MustRest(TimeSpan.FromSeconds(1));
        _health.OpenFor(out _).ShouldBe(TimeSpan.FromSeconds(9), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void MustRest_ForADay_IsAskedAgainInMinutes()
    {
        _health.TryEnter().MustRest(TimeSpan.FromDays(1));
        _health.OpenFor(out _).ShouldBe(TargetHealth.LongestRest, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void MustRest_SaidToAProbe_IsNoFailure()
    {
        Open();
        _time.Advance(TargetHealth.FirstOpening);
        _health.TryEnter().MustRest(TimeSpan.FromSeconds(3));
        _time.Advance(TimeSpan.FromSeconds(4));
        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void TryEnter_ManyAtOnceWhenTheTimeIsOver_LetsExactlyOneProbe()
    {
        for (var round = 0; round < 50; round++)
        {
            Open();
            _time.Advance(TargetHealth.LongestOpening);
            var passes = new TargetPass[64];
            Parallel.For(0, passes.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => passes[i] = _health.TryEnter());
            passes.Count(p => p.IsGranted).ShouldBe(1);
            passes.Single(p => p.IsGranted).IsProbe.ShouldBeTrue();
            passes.Single(p => p.IsGranted).Began();
        }
    }

    [Fact]
    public void TryEnter_ManyThreadsAtAFailingTarget_NeverProbeTwiceAtOnce()
    {
        Open();
        var (probing, most, probes) = (0, 0, 0);
        Parallel.For(0, 16, new ParallelOptions { MaxDegreeOfParallelism = 16 }, _ =>
        {
            for (var i = 0; i < 2_000; i++)
            {
                if (_health.TryEnter() is not { IsGranted: true } pass)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(500));
                    continue;
                }

                pass.IsProbe.ShouldBeTrue();
                var now = Interlocked.Increment(ref probing);
                InterlockedMax(ref most, now);
                Interlocked.Increment(ref probes);
                Thread.Yield();
                Interlocked.Decrement(ref probing);
                if (i % 2 == 0)
                {
                    pass.Failed();
                }
                else
                {
                    pass.Ended();
                }
            }
        });
        probes.ShouldBeGreaterThan(1);
        most.ShouldBe(1);
    }

    [Fact]
    public void EnterAndSucceed_WhenAllIsWell_AllocateNothing()
    {
        var health = new TargetHealth(TimeProvider.System);
        health.TryEnter().Began();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            health.TryEnter().Began();
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            Interlocked.CompareExchange(ref most, value, seen);
        }
    }

    private void Open()
    {
        Fail(TargetHealth.RowToOpen, Second);
        _health.Read().State.ShouldBe(HealthState.Open);
    }

    // The last failure is at the present moment.
    private void Fail(int times, TimeSpan apart = default)
    {
        for (var i = 0; i < times; i++)
        {
            if (i > 0)
            {
                _time.Advance(apart);
            }

            _health.TryEnter().Failed();
        }
    }
}
