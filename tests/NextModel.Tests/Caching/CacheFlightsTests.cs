using NextModel.Caching;

namespace NextModel.Tests.Caching;

public sealed class CacheFlightsTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly CacheFlights _flights = new(TimeProvider.System);

    [Fact]
    public void Join_FirstOfAKey_LeadsAndOthersFollow()
    {
        var identity = CacheBench.Identity();
        var other = CacheBench.Identity("other");
        using var leader = _flights.Join(identity);
        leader.Leads.ShouldBeTrue();
        leader.HasFollowers.ShouldBeFalse();
        using var follower = _flights.Join(identity);
        follower.Leads.ShouldBeFalse();
        leader.HasFollowers.ShouldBeTrue();
        using var elsewhere = _flights.Join(other);
        elsewhere.Leads.ShouldBeTrue();
    }

    [Fact]
    public async Task Stored_TellsEveryFollowerAndEndsTheFlight()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var leader = _flights.Join(identity);
        var followers = Enumerable.Range(0, 5).Select(_ => _flights.Join(identity)).ToArray();
        var waits = followers.Select(Wait).ToArray();
        var entry = await bench.StoreAsync(identity);
        leader.Stored(entry);
        foreach (var wait in waits)
        {
            (await wait).ShouldBe(new FlightOutcome(FlightEnd.Stored, entry));
        }

        _flights.Count.ShouldBe(0);
        _flights.Join(identity).Leads.ShouldBeTrue();
    }

    [Fact]
    public async Task Stored_EntryOfAnotherRequest_IsNotForTheFollower()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var other = CacheBench.Identity("other");
        var leader = _flights.Join(identity);
        var wait = Wait(_flights.Join(identity));
        leader.Stored(await bench.StoreAsync(other));
        (await wait).ShouldBe(new FlightOutcome(FlightEnd.NotStorable));
    }

    [Fact]
    public async Task NotStorableOrFailed_SendsFollowersOnAlone()
    {
        var identity = CacheBench.Identity();
        var leader = _flights.Join(identity);
        var wait = Wait(_flights.Join(identity));
        leader.NotStorable();
        (await wait).End.ShouldBe(FlightEnd.NotStorable);

        leader = _flights.Join(identity);
        wait = Wait(_flights.Join(identity));
        leader.Failed();
        (await wait).End.ShouldBe(FlightEnd.Failed);
    }

    [Fact]
    public async Task Dispose_LeaderWithoutAWord_HasFailed()
    {
        var identity = CacheBench.Identity();
        var leader = _flights.Join(identity);
        var wait = Wait(_flights.Join(identity));
        leader.Dispose();
        (await wait).End.ShouldBe(FlightEnd.Failed);
        leader.Leads.ShouldBeFalse();
    }

    [Fact]
    public async Task TryHandOver_MakesTheLongestWaitingFollowerLeader()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        var leader = _flights.Join(identity);
        var first = _flights.Join(identity);
        var second = _flights.Join(identity);
        var (firstWait, secondWait) = (Wait(first), Wait(second));
        leader.TryHandOver("the call").ShouldBeTrue();
        leader.Leads.ShouldBeFalse();
        leader.Dispose();

        (await firstWait).ShouldBe(new FlightOutcome(FlightEnd.Leads, Work: "the call"));
        first.Leads.ShouldBeTrue();
        secondWait.IsCompleted.ShouldBeFalse();
        first.HasFollowers.ShouldBeTrue();
        var entry = await bench.StoreAsync(identity);
        first.Stored(entry);
        (await secondWait).Entry.ShouldBeSameAs(entry);
    }

    [Fact]
    public void TryHandOver_NobodyWaits_EndsTheFlight()
    {
        var identity = CacheBench.Identity();
        var leader = _flights.Join(identity);
        leader.TryHandOver("the call").ShouldBeFalse();
        _flights.Count.ShouldBe(0);
        leader.TryHandOver("the call").ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_OwnCallerLeaves_IsToldAndNotCounted()
    {
        var identity = CacheBench.Identity();
        using var gone = new CancellationTokenSource();
        var leader = _flights.Join(identity);
        var wait = _flights.Join(identity).WaitAsync(Patience, gone.Token).AsTask();
        await gone.CancelAsync();
        (await wait).End.ShouldBe(FlightEnd.CallerLeft);
        leader.HasFollowers.ShouldBeFalse();
        leader.TryHandOver("the call").ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_LongerThanItsPatience_GoesOnAlone()
    {
        var time = new Testing.ManualTime();
        var flights = new CacheFlights(time);
        var identity = CacheBench.Identity();
        var leader = flights.Join(identity);
        var wait = flights.Join(identity).WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None).AsTask();
        time.Advance(TimeSpan.FromSeconds(10));
        (await wait).End.ShouldBe(FlightEnd.TooSlow);
        leader.HasFollowers.ShouldBeFalse();
    }

    [Fact]
    public async Task Wait_MadeLeaderAfterItsCallerLeft_IsStillToldToLead()
    {
        var identity = CacheBench.Identity();
        var leader = _flights.Join(identity);
        var follower = _flights.Join(identity);
        leader.TryHandOver("the call").ShouldBeTrue();
        (await follower.WaitAsync(Patience, new CancellationToken(canceled: true))).ShouldBe(new FlightOutcome(FlightEnd.Leads, Work: "the call"));
    }

    [Fact]
    public async Task Join_AfterTheFlightLanded_FindsTheEntryInsteadOfLeading()
    {
        using var bench = new CacheBench();
        var identity = CacheBench.Identity();
        (await bench.LookUpAsync(identity)).ShouldBe(CacheLookup.Miss);
        var entry = await bench.StoreAsync(identity);
        bench.Cache.Join(identity, null, out var hit).ShouldBeNull();
        hit.Entry.ShouldBeSameAs(entry);
        bench.Cache.Flights.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Flights_HundredRequestsAndRandomOutcomes_NobodyHangsAndOneLeadsAtATime()
    {
        for (var round = 0; round < 60; round++)
        {
            var (leading, mostLeading, calls) = (0, 0, 0);
            using var bench = new CacheBench();
            var identity = CacheBench.Identity();
            var requests = Enumerable.Range(0, 101).Select(n => Task.Factory.StartNew(() => RequestAsync(new Random((round * 1000) + n)),
                CancellationToken.None, TaskCreationOptions.None, TaskScheduler.Default).Unwrap()).ToArray();
            var ends = await Task.WhenAll(requests).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

            mostLeading.ShouldBe(1);
            bench.Cache.Flights.Count.ShouldBe(0);
            ends.Length.ShouldBe(101);
            calls.ShouldBeGreaterThan(0);

            async Task<string> RequestAsync(Random random)
            {
                var mine = CacheBench.Identity();
                using var gone = new CancellationTokenSource();
                var seat = bench.Cache.Join(mine, null, out _);
                if (seat is null)
                {
                    return "hit";
                }

                using (seat)
                {
                    if (!seat.Leads)
                    {
                        if (random.Next(4) == 0)
                        {
                            gone.CancelAfter(TimeSpan.FromMilliseconds(random.Next(3)));
                        }

                        var outcome = await seat.WaitAsync(
                            random.Next(6) == 0 ? TimeSpan.FromMilliseconds(random.Next(1, 3)) : Patience, gone.Token);
                        if (outcome.End != FlightEnd.Leads)
                        {
                            return outcome.End.ToString();
                        }

                        outcome.Work.ShouldBe("the call");
                    }

                    return await LeadAsync(seat, mine, random);
                }
            }

            async Task<string> LeadAsync(FlightSeat seat, CacheIdentity mine, Random random)
            {
                Interlocked.Increment(ref calls);
                InterlockedMax(ref mostLeading, Interlocked.Increment(ref leading));
                for (var spin = random.Next(4); spin > 0; spin--)
                {
                    await Task.Yield();
                }

                var end = random.Next(6);
                var entry = end == 0 ? await bench.StoreAsync(mine) : null;
                Interlocked.Decrement(ref leading);
                switch (end)
                {
                    case 0:
                        seat.Stored(entry!);
                        break;
                    case 1:
                        seat.NotStorable();
                        break;
                    case 2:
                        seat.Failed();
                        break;
                    case 3:
                        break;
                    default:
                        seat.TryHandOver("the call");
                        break;
                }

                return "led";
            }
        }
    }

    private static void InterlockedMax(ref int most, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref most)) < value && Interlocked.CompareExchange(ref most, value, seen) != seen)
        {
            // Somebody else was faster; look again.
        }
    }

    private static Task<FlightOutcome> Wait(FlightSeat seat) => seat.WaitAsync(Patience, TestContext.Current.CancellationToken).AsTask();
}
