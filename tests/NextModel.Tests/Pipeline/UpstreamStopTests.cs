using NextModel.Caching;
using NextModel.Pipeline;
using NextModel.Tests.Caching;

namespace NextModel.Tests.Pipeline;

public sealed class UpstreamStopTests : IDisposable
{
    private readonly CacheFlights _flights = new(TimeProvider.System);
    private readonly CacheIdentity _identity = CacheBench.Identity();
    private readonly CancellationTokenSource _leaving = new();

    public void Dispose() => _leaving.Dispose();

    [Fact]
    public async Task CallerLeaves_NobodyWaits_StopsTheCallAndNobodyCanWaitForItAnyMore()
    {
        using var leader = _flights.Join(_identity);
        using var stop = new UpstreamStop(leader, _leaving.Token);
        await _leaving.CancelAsync();
        stop.Token.IsCancellationRequested.ShouldBeTrue();
        using var next = _flights.Join(_identity);
        next.Leads.ShouldBeTrue();
        leader.TryHandOver("the call").ShouldBeFalse();
    }

    [Fact]
    public async Task CallerLeaves_SomebodyWaits_StopsNothing()
    {
        using var leader = _flights.Join(_identity);
        using var follower = _flights.Join(_identity);
        using var stop = new UpstreamStop(leader, _leaving.Token);
        await _leaving.CancelAsync();
        stop.Token.IsCancellationRequested.ShouldBeFalse();
        leader.TryHandOver("the call").ShouldBeTrue();
    }

    // A failed write may tell of the caller's leaving before its token does; the token must not stop what is somebody else's by then.
    [Fact]
    public async Task CallerLeaves_TheCallWasHandedOverBefore_StopsNothing()
    {
        using var leader = _flights.Join(_identity);
        using var follower = _flights.Join(_identity);
        using var stop = new UpstreamStop(leader, _leaving.Token);
        leader.TryHandOver("the call").ShouldBeTrue();
        await _leaving.CancelAsync();
        stop.Token.IsCancellationRequested.ShouldBeFalse();
    }

    [Fact]
    public async Task Watch_NewOwner_StopsWhenThatOneLeaves()
    {
        using var leader = _flights.Join(_identity);
        using var follower = _flights.Join(_identity);
        using var stop = new UpstreamStop(leader, CancellationToken.None);
        var wait = follower.WaitAsync(TimeSpan.FromMinutes(1), CancellationToken.None);
        leader.TryHandOver("the call").ShouldBeTrue();
        (await wait).End.ShouldBe(FlightEnd.Leads);
        stop.Watch(follower, _leaving.Token);
        await _leaving.CancelAsync();
        stop.Token.IsCancellationRequested.ShouldBeTrue();
    }
}
