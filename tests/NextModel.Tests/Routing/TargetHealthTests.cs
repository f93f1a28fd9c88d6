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
            Enter().IsGranted.ShouldBeTrue();
            Enter().Failed();
            _time.Advance(Second);
        }

        Enter().IsGranted.ShouldBeFalse();
        _health.OpenFor(1, out var state).ShouldBe(TargetHealth.FirstOpening - Second, TimeSpan.FromMilliseconds(1));
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
                Enter().Began();
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
            Enter().Began();
            Enter().Failed();
        }

        _health.Read().State.ShouldBe(HealthState.Open);
    }

    [Fact]
    public void TryEnter_FailuresOfHalfAMinuteAgo_AreForgotten()
    {
        for (var i = 0; i < 9; i++)
        {
            Enter().Failed();
            Enter().Began();
        }

        _time.Advance(TargetHealth.HalfWindow * 2);
        for (var i = 0; i < 9; i++)
        {
            Enter().Failed();
            Enter().Began();
        }

        var reading = _health.Read();
        (reading.State, reading.Successes, reading.Failures).ShouldBe((HealthState.Closed, 9, 9));
    }

    [Fact]
    public void TryEnter_EveryAnswerBreaksOff_LeavesItAlone()
    {
        for (var i = 0; i < TargetHealth.LeastAttempts; i++)
        {
            var pass = Enter();
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
            Enter().Ended();
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
        var probe = Enter();
        probe.IsProbe.ShouldBeTrue();
        Enter().IsGranted.ShouldBeFalse();
        probe.Began();
        Enter().IsProbe.ShouldBeFalse();
        Enter().IsGranted.ShouldBeTrue();
        _health.Read().ShouldBe(new HealthReading(HealthState.Closed, TimeSpan.Zero, 1, 0, 0));
    }

    [Fact]
    public void TryEnter_ProbesKeepFailing_LeavesItAloneLongerAndLonger()
    {
        Open();
        foreach (var seconds in new[] { 5, 10, 20, 40, 60, 60 })
        {
            _time.Advance(TimeSpan.FromSeconds(seconds) - Second);
            Enter().IsGranted.ShouldBeFalse();
            _time.Advance(Second);
            var probe = Enter();
            probe.IsProbe.ShouldBeTrue();
            probe.Failed();
        }
    }

    [Fact]
    public void TryEnter_ProbeSaysNothing_LetsTheNextOneProbe()
    {
        Open();
        _time.Advance(TargetHealth.FirstOpening);
        Enter().Ended();
        var second = Enter();
        second.IsProbe.ShouldBeTrue();
        second.Began();
        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void Began_OfAnAttemptFromBeforeTheOpening_ClosesNothing()
    {
        var old = Enter();
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
        var old = Enter();
        Open();
        _time.Advance(TargetHealth.FirstOpening);
        var probe = Enter();
        old.Failed();
        Enter().IsGranted.ShouldBeFalse();
        probe.Began();
        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void TryEnter_AskedToRest_LeavesItAloneForThatTimeAndProbesNothing()
    {
        Enter().MustRest(TimeSpan.FromSeconds(30));
        _health.OpenFor(1, out var state).ShouldBe(TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(1));
        state.ShouldBe(HealthState.Resting);
        _time.Advance(TimeSpan.FromSeconds(29));
        Enter().IsGranted.ShouldBeFalse();
        _time.Advance(TimeSpan.FromSeconds(2));
        Enter().IsProbe.ShouldBeFalse();
        Enter().IsGranted.ShouldBeTrue();
    }

    [Fact]
    public void MustRest_SaidByTwo_HoldsForTheLonger()
    {
        var (first, second, third) = (Enter(), Enter(), Enter());
        first.MustRest(TimeSpan.FromSeconds(2));
        second.MustRest(TimeSpan.FromSeconds(9));
        third.MustRest(TimeSpan.FromSeconds(1));
        _health.OpenFor(1, out _).ShouldBe(TimeSpan.FromSeconds(9), TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void MustRest_ForADay_IsAskedAgainInMinutes()
    {
        Enter().MustRest(TimeSpan.FromDays(1));
        _health.OpenFor(1, out _).ShouldBe(TargetHealth.LongestRest, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void MustRest_SaidToAProbe_IsNoFailure()
    {
        Open();
        _time.Advance(TargetHealth.FirstOpening);
        Enter().MustRest(TimeSpan.FromSeconds(3));
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
            Parallel.For(0, passes.Length, new ParallelOptions { MaxDegreeOfParallelism = 16 }, i => passes[i] = Enter());
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
                if (Enter() is not { IsGranted: true } pass)
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
    public void TryEnter_OneTenantFailsWhileAnotherIsServed_ShutsNothingOff()
    {
        for (var i = 0; i < 60; i++)
        {
            Enter(tenant: 2).Began();
            for (var j = 0; j < 6; j++)
            {
                Enter(tenant: 1).Failed();
                _time.Advance(TimeSpan.FromMilliseconds(300));
            }
        }

        _health.Read().State.ShouldBe(HealthState.Closed);
    }

    [Fact]
    public void TryEnter_SeveralTenantsFail_LeavesItAlone()
    {
        Enter(tenant: 3).Began();
        for (var i = 0; i < TargetHealth.RowToOpen; i++)
        {
            Enter(tenant: 1 + (i % 2)).Failed();
            _time.Advance(Second);
        }

        _health.Read().State.ShouldBe(HealthState.Open);
        Enter(tenant: 3).IsGranted.ShouldBeFalse();
    }

    [Fact]
    public void TryEnter_OpenOnOneTenantsWordAlone_LetsAnotherTenantFindOut()
    {
        Open();
        Enter(tenant: 1).IsGranted.ShouldBeFalse();
        _health.OpenFor(2, out _).ShouldBe(TimeSpan.Zero);
        var probe = Enter(tenant: 2);
        probe.IsProbe.ShouldBeTrue();
        Enter(tenant: 3).IsGranted.ShouldBeFalse();
        _health.OpenFor(3, out _).ShouldBe(Second);
        probe.Began();
        Enter(tenant: 1).IsGranted.ShouldBeTrue();
    }

    [Fact]
    public void TryEnter_AnotherTenantHasFoundOutThatItFails_IsLeftAloneByAll()
    {
        Open();
        Enter(tenant: 2).Failed();
        _health.Read().State.ShouldBe(HealthState.Open);
        Enter(tenant: 3).IsGranted.ShouldBeFalse();
        _health.OpenFor(3, out _).ShouldBe(TargetHealth.FirstOpening * 2, TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public void TryEnter_TheOtherTenantWasNotSeenForHalfAMinute_OneTenantsWordIsEnough()
    {
        Enter(tenant: 2).Began();
        _time.Advance(TargetHealth.HalfWindow * 2);
        Open();
    }

    [Fact]
    public void EnterAndSucceed_WhenAllIsWell_AllocateNothing()
    {
        var health = new TargetHealth(TimeProvider.System);
        health.TryEnter(1).Began();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
        {
            health.TryEnter(1).Began();
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

    private TargetPass Enter(int tenant = 1) => _health.TryEnter(tenant);

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

            Enter().Failed();
        }
    }
}
