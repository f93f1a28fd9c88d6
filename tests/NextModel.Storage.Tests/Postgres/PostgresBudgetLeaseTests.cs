using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Audit;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Secrets;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Several replicas spend one budget.</summary>
public sealed class PostgresBudgetLeaseTests : IDisposable
{
    private const long Cost = 1_000;

    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    // 37 can be afforded: 37 are served, not one more and not one fewer.
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Reserve_TwoHundredAtOnceOnSeveralReplicas_ServesExactlyWhatTheBudgetAffords(int replicas)
    {
        var budget = Budget(37 * Cost);
        var all = await StartAsync(replicas, budget);
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var watching = WatchAsync(all[0].Opened, budget, watch.Token);

        var served = await Task.WhenAll(Enumerable.Range(0, 200).Select(n => Task.Run(() => ServeAsync(all[n % replicas], Cost), Cancellation)));

        served.Count(one => one).ShouldBe(37);
        await watch.CancelAsync();
        (await watching).ShouldBeLessThanOrEqualTo(37 * Cost, "at every commit");
        all[0].Opened.Scalar("SELECT settled FROM budget_windows").ShouldBe(37 * Cost);
        all[0].Opened.Scalar("SELECT count(*) FROM receipts").ShouldBe(37);
        all[0].Opened.Scalar("SELECT count(*) FROM intents").ShouldBe(0);
        await EndAsync(all);
    }

    // What one replica holds and does not use is there for another, without waiting until it is idle.
    [Fact]
    public async Task Reserve_WhatAnotherHoldsIdle_IsGivenBackAtOnce()
    {
        var budget = Budget(100 * Cost);
        var all = await StartAsync(2, budget);
        for (var n = 0; n < 5; n++)
        {
            (await ServeAsync(all[0], Cost)).ShouldBeTrue();
        }

        all[0].Opened.Scalar("SELECT leased FROM budget_windows").ShouldBeGreaterThan(0, "it holds more than it needed");

        (await all[1].ReserveAsync(95 * Cost, Cancellation)).ShouldNotBeNull();
        (await all[0].ReserveAsync(Cost, Cancellation)).ShouldBeNull("all of it is used or held");
        await EndAsync(all);
    }

    [Fact]
    public async Task Refresh_AfterAWhile_GivesBackWhatIsIdleAndLearnsWhatOthersSpent()
    {
        var budget = Budget(100 * Cost);
        var time = new ManualTime(SampleTenant.Day);
        var all = await StartAsync(2, budget, time);
        (await ServeAsync(all[0], Cost)).ShouldBeTrue();
        all[0].Opened.Scalar("SELECT leased FROM budget_windows").ShouldBeGreaterThan(0);

        time.Advance(BudgetLeases.IdleAfter + TimeSpan.FromSeconds(1));
        await all[0].Keeper.Leases!.RefreshAsync(Cancellation);
        await all[1].Keeper.Leases!.RefreshAsync(Cancellation);

        all[0].Opened.Scalar("SELECT leased FROM budget_windows").ShouldBe(0);
        all[1].Keeper.StateOf(budget.Id)!.SettledNano.ShouldBe(Cost);
        await EndAsync(all);
    }

    // Killed with requests in flight: two others find it silent at once. Each request has one receipt, what it held is unknown, the rest is free again.
    [Fact]
    public async Task RunAsync_AReplicaThatWasKilled_IsSucceededOnce()
    {
        var budget = Budget(100 * Cost);
        var all = await StartAsync(3, budget);
        var dead = all[0];
        for (var n = 0; n < 3; n++)
        {
            (await ServeAsync(dead, Cost)).ShouldBeTrue();
            await dead.DispatchAsync((await dead.ReserveAsync(2 * Cost, Cancellation)).ShouldNotBeNull());
        }

        await dead.KillAsync();
        var living = await all[1].DispatchAsync((await all[1].ReserveAsync(Cost, Cancellation)).ShouldNotBeNull());
        all[1].Opened.Execute($"UPDATE replicas SET seen_at = clock_timestamp() - interval '16 seconds' WHERE id = '{dead.Opened.Replica.Id}'");

        var written = await Task.WhenAll(SucceedAsync(all[1]), SucceedAsync(all[2]));

        written.Sum().ShouldBe(3);
        (await SucceedAsync(all[1]) + await SucceedAsync(all[2])).ShouldBe(0);
        var opened = all[1].Opened;
        opened.Scalar("SELECT count(*) FROM receipts").ShouldBe(6);
        opened.Scalar("SELECT count(DISTINCT id) FROM receipts").ShouldBe(6);
        opened.Scalar("SELECT count(*) FROM intents").ShouldBe(1, "the one of a replica that lives");
        opened.Scalar("SELECT settled FROM budget_windows").ShouldBe(3 * Cost);
        opened.Scalar("SELECT unknown FROM budget_windows").ShouldBe(6 * Cost);
        (await all[1].SettleAsync(living, Cost)).ShouldBeTrue();
        foreach (var replica in all.Skip(1))
        {
            await replica.Keeper.Leases!.GiveBackAllAsync(Cancellation);
        }

        opened.Scalar("SELECT leased FROM budget_windows").ShouldBe(0);
        opened.Scalar("SELECT settled + unknown FROM budget_windows").ShouldBe(10 * Cost);
        await EndAsync([.. all.Skip(1)]);
    }

    // Paused, taken for dead, and back: nothing it holds in memory lets anything out.
    [Fact]
    public async Task Dispatch_AfterOthersTookItForDead_IsRefused()
    {
        var budget = Budget(100 * Cost);
        var all = await StartAsync(2, budget);
        var paused = all[0];
        (await ServeAsync(paused, Cost)).ShouldBeTrue();
        var held = (await paused.ReserveAsync(Cost, Cancellation)).ShouldNotBeNull("its slice has room");
        paused.Opened.Execute($"UPDATE replicas SET seen_at = clock_timestamp() - interval '16 seconds' WHERE id = '{paused.Opened.Replica.Id}'");
        (await SucceedAsync(all[1])).ShouldBe(0);
        all[1].Opened.Scalar("SELECT leased FROM budget_windows").ShouldBe(0, "what it had leased is free again");

        var entry = SampleEntries.Fresh(SampleTenant.Caller(), paused.Ledger.NewId());
        entry.Reservation = held;
        (await paused.Intents.BeginAsync(entry)).Refusal.ShouldNotBeNull();
        (await paused.ReserveAsync(90 * Cost, Cancellation)).ShouldBeNull();
        (await all[1].ReserveAsync(99 * Cost, Cancellation)).ShouldNotBeNull();
        await EndAsync(all);
    }

    private static async Task<bool> ServeAsync(OpenPostgresBudgets replica, long nano)
    {
        if (await replica.ReserveAsync(nano, Cancellation) is not { } reservation)
        {
            return false;
        }

        var entry = await replica.DispatchAsync(reservation);
        (await replica.SettleAsync(entry, nano)).ShouldBeTrue();
        return true;
    }

    private static async Task<int> SucceedAsync(OpenPostgresBudgets replica)
    {
        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        return await new PostgresSuccession(
            replica.Opened.Database, replica.Opened.Replica, replica.Opened.Index, replica.Ledger.Writer, replica.Keeper, keys, NullLogger<IntentRecovery>.Instance)
            .RunAsync(PostgresReplica.Lease, Cancellation);
    }

    // The most that is settled, unknown or leased at any moment that others can see.
    private static async Task<long> WatchAsync(OpenPostgresLedger opened, Budget budget, CancellationToken stopping)
    {
        var most = 0L;
        while (!stopping.IsCancellationRequested)
        {
            most = Math.Max(most, opened.Scalar($"SELECT coalesce(max(settled + unknown + leased), 0) FROM budget_windows WHERE budget = '\\x{budget.Id:N}'"));
            await Task.Yield();
        }

        return most;
    }

    private async Task<OpenPostgresBudgets[]> StartAsync(int replicas, Budget budget, TimeProvider? time = null)
    {
        using (var stores = new OpenPostgres(_directory.Path))
        {
            await stores.AddAsync(SampleTenant.Caller().Organization);
            await new SqlLimitStore(new SqlAuditStore(stores.Database, new AuditSeal(_ => "signature"))).PutBudgetAsync(
                budget, new AuditDraft(AuditActor.CommandLine, "budget.create", budget.WireId, budget.OrganizationId, SampleTenant.Day), Cancellation);
        }

        var all = new OpenPostgresBudgets[replicas];
        for (var n = 0; n < replicas; n++)
        {
            all[n] = await OpenPostgresBudgets.StartAsync(_directory.Path, Directory.CreateDirectory(_directory.File($"replica{n}")).FullName, [budget], time ?? TimeProvider.System, Cancellation);
        }

        return all;
    }

    private static async Task EndAsync(OpenPostgresBudgets[] all)
    {
        foreach (var replica in all)
        {
            await replica.DisposeAsync();
        }
    }

    private static Budget Budget(long limit) => new()
    {
        Id = Guid.NewGuid(),
        OrganizationId = SampleTenant.Caller().Organization.Id,
        Scope = BudgetScope.Project,
        ScopeId = SampleTenant.Caller().Project.Id,
        LimitNano = limit,
        Period = BudgetPeriod.Total,
        CreatedAt = SampleTenant.Day,
    };
}
