using NextModel.Limits;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Postgres.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;
using NextModel.Testing.Postgres;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Rate limits of a key over three replicas (docs/adr/0034).</summary>
public sealed class PostgresRateShareTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private readonly List<IDisposable> _opened = [];
    private readonly List<PostgresReplica> _replicas = [];
    private readonly List<RateLimiter> _limiters = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static string KeyId => SampleTenant.Caller().Key.Id;

    public async ValueTask InitializeAsync()
    {
        for (var n = 0; n < 3; n++)
        {
            var database = PostgresDatabase.Of(PostgresPlaces.Of(_directory.Path));
            var replica = await PostgresReplica.JoinAsync(database, TimeProvider.System, Cancellation);
            _opened.AddRange([database, replica]);
            _replicas.Add(replica);
            _limiters.Add(new RateLimiter(_time, new PostgresRateShareStore(database, replica)));
        }
    }

    public ValueTask DisposeAsync()
    {
        _opened.Reverse();
        _opened.ForEach(part => part.Dispose());
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    // In any time T of minutes: the limit, and T times the limit, and an eighth of it or a request for each replica, whichever is more.
    [Theory]
    [InlineData(600, 20261130)]
    [InlineData(10, 20261130)]
    [InlineData(3, 7)]
    public async Task TryEnter_TrafficMovesAtRandomOverThree_IsNeverOverTheBound(int limit, int seed)
    {
        Put(new RateLimits(limit, null, null));
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
        var random = new Random(seed);
        var began = TimeProvider.System.GetTimestamp();
        var admitted = 0;
        for (var step = 0; step < 240; step++)
        {
            var one = _limiters[random.Next(3)];
            if (random.Next(3) == 0)
            {
                await one.Sharing!.ExchangeAsync(Cancellation);
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(400)));
            }
            else
            {
                admitted += Enumerable.Range(0, random.Next(1, Math.Max(2, limit / 3))).Count(_ => Enter(one));
            }
        }

        var minutes = TimeProvider.System.GetElapsedTime(began).TotalMinutes;
        ((double)admitted).ShouldBeLessThanOrEqualTo((limit * (1 + minutes)) + Math.Max(limit / 8.0, 3));
        admitted.ShouldBeGreaterThanOrEqualTo(limit - 1, "what is free is found");
    }

    [Fact]
    public async Task TryEnter_TrafficMovesToAnother_TheSliceMovesAfterIt()
    {
        Put(new RateLimits(600, null, null));
        await RoundsAsync(3, 0);
        var first = Enumerable.Range(0, 1000).Count(_ => Enter(_limiters[0]));
        first.ShouldBeInRange(500, 620, "all of it is where all traffic is");

        // Now all of it comes to the second: what the limit gets from now on goes there.
        await RoundsAsync(12, 1);
        (await ShareOfAsync(1)).ShouldBeGreaterThan(0.9);
    }

    [Fact]
    public async Task TryEnter_Concurrent_ThreeTogetherHaveTheLimitAndItFollowsTheTraffic()
    {
        Put(new RateLimits(null, null, 40));
        var passes = new List<RatePass>();
        for (var round = 0; round < 6; round++)
        {
            foreach (var limiter in _limiters)
            {
                passes.AddRange(EnterAll(limiter));
                await limiter.Sharing!.ExchangeAsync(Cancellation);
            }
        }

        passes.Count.ShouldBeInRange(36, 40 + 5);
        passes.ForEach(pass => pass.Dispose());

        // Alone, one has all of it: the others have said that they want nothing.
        await RoundsAsync(12, 2);
        EnterAll(_limiters[2]).Count.ShouldBeInRange(39, 40 + 5);
    }

    // A third of the limit never holds it.
    [Fact]
    public async Task TakeTokens_RequestLargerThanTheSlice_IsServedAndMadeUpFor()
    {
        Put(new RateLimits(null, 9_000, null));
        foreach (var limiter in _limiters.Concat(_limiters).Concat(_limiters))
        {
            _ = Tokens(limiter, 3_000);
            await limiter.Sharing!.ExchangeAsync(Cancellation);
        }

        foreach (var limiter in _limiters)
        {
            await limiter.Sharing!.ExchangeAsync(Cancellation);
        }

        var served = _limiters.Count(limiter => Tokens(limiter, 8_000));
        served.ShouldBeInRange(0, 3, "one request for each replica is the most that is taken in advance");
        _limiters.Count(limiter => Tokens(limiter, 8_000)).ShouldBe(0, "what was taken in advance is made up for first");
    }

    [Fact]
    public async Task Exchange_DatabaseIsAway_WhatAReplicaHoldsIsAllItGives()
    {
        Put(new RateLimits(60, null, null));
        _ = Enter(_limiters[0]);
        await _limiters[0].Sharing!.ExchangeAsync(Cancellation);
        PostgresAddress.TryRead("Host=127.0.0.1;Port=1;Username=nobody", out var nowhere, out _).ShouldBeTrue();
        using var closed = PostgresDatabase.Of(nowhere);
        var away = new RateLimiter(_time, new PostgresRateShareStore(closed, _replicas[0]));
        away.Put(KeyId, "key", new RateLimits(60, null, null));
        await away.Sharing!.ExchangeAsync(Cancellation);

        Enumerable.Range(0, 100).Count(_ => Enter(away)).ShouldBe(1, "one request in advance, as long as it does not know how many replicas there are");
        Enumerable.Range(0, 100).Count(_ => Enter(_limiters[0])).ShouldBeInRange(59, 61);
    }

    private static bool Enter(RateLimiter limiter) => limiter.TryEnter(SampleTenant.Caller(), out _) is null;

    private static List<RatePass> EnterAll(RateLimiter limiter)
    {
        var passes = new List<RatePass>();
        while (limiter.TryEnter(SampleTenant.Caller(), out var pass) is null)
        {
            passes.Add(pass!);
        }

        return passes;
    }

    private static bool Tokens(RateLimiter limiter, long tokens) => limiter.TryEnter(SampleTenant.Caller(), out var pass) is null && pass!.TakeTokens(tokens) is null;

    private void Put(RateLimits limits) => _limiters.ForEach(limiter => limiter.Put(KeyId, "key", limits));

    // Seconds in which one replica is asked, and all exchange.
    private async Task RoundsAsync(int rounds, int busy)
    {
        for (var round = 0; round < rounds; round++)
        {
            var passes = Enumerable.Range(0, 20).Select(_ => _limiters[busy].TryEnter(SampleTenant.Caller(), out var pass) is null ? pass : null).ToList();
            passes.ForEach(pass => pass?.Dispose());
            foreach (var limiter in _limiters)
            {
                await limiter.Sharing!.ExchangeAsync(Cancellation);
            }

            _time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    // Of what was asked for lately, how much of it here.
    private async Task<double> ShareOfAsync(int replica)
    {
        await using var read = ((PostgresDatabase)_opened[0]).Source.CreateCommand(
            "SELECT coalesce(sum(demand) FILTER (WHERE replica = $1), 0) / sum(demand) FROM rate_slices");
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = _replicas[replica].Id });
        return (double)(await read.ExecuteScalarAsync(Cancellation))!;
    }
}
