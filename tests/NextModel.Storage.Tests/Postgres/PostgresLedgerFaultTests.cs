using System.Collections.Concurrent;
using NextModel.Ledger;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Testing;
using NextModel.Testing.Ledger;
using NextModel.Testing.Postgres;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>The database goes away under the ledger: what was promised is there, once, and what was refused is not.</summary>
public sealed class PostgresLedgerFaultTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    // Wherever a connection ends, before the batch arrived, in its commit or after it, the replica finds out what became of it.
    [Fact]
    public async Task Append_ConnectionsEndedAtAnyMoment_LosesNothingAndWritesNothingTwice()
    {
        using var one = new OpenPostgresLedger(_directory.Path);
        using var other = new OpenPostgresLedger(_directory.Path);
        using var oneLedger = await TestLedger.StartAsync(one.Store, _directory.Path, TimeProvider.System, Cancellation);
        using var otherLedger = await TestLedger.StartAsync(other.Store, _directory.Path, TimeProvider.System, Cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        var (durable, refused) = (new ConcurrentBag<Guid>(), new ConcurrentBag<Guid>());
        var killing = EndConnectionsAsync(one.Database, () => durable.Count, stop.Token);

        await Task.WhenAll(WriteAsync(oneLedger, 1), WriteAsync(otherLedger, 2));
        await stop.CancelAsync();
        var ended = await killing;

        ended.ShouldBeGreaterThan(0, "connections were ended under writes");
        durable.Intersect(refused).ShouldBeEmpty();
        var rows = await one.Store.ReadAsync(0, 100_000, Cancellation);
        rows.Select(row => row.Id).ShouldBe(durable, ignoreOrder: true);
        rows.Select(row => row.Position).ShouldBe(Enumerable.Range(1, rows.Count).Select(i => (long)i));
        foreach (var log in rows.GroupBy(row => row.LogId))
        {
            log.Select(row => row.LogSequence).ShouldBe(Enumerable.Range(1, log.Count()).Select(i => (long)i));
            log.Skip(1).Select(row => row.PreviousHash).ShouldBe(log.SkipLast(1).Select(row => row.Hash));
        }

        async Task WriteAsync(TestLedger ledger, int organization)
        {
            while (durable.Count < 600)
            {
                await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
                {
                    var (entry, commit) = await ledger.AppendAsync(SampleTenant.Caller(organization));
                    (commit.IsDurable ? durable : refused).Add(entry.Id);
                    ledger.Writer.Admission.IsClosed.ShouldBeFalse("nothing of this is final");
                }));
            }
        }
    }

    [Fact]
    public async Task Append_ServerKilledAndStartedAgain_KeepsWhatWasPromisedAndGoesOn()
    {
        using var cluster = PostgresCluster.StartDurable();
        PostgresAddress.TryRead(cluster.CreateDatabase(), out var address, out _).ShouldBeTrue();
        await using var database = PostgresDatabase.Of(address);
        using var replica = await PostgresReplica.JoinAsync(database, TimeProvider.System, Cancellation);
        var time = new ManualTime(SampleTenant.Day);
        using var store = await PostgresLedgerStore.OpenAsync(database, replica, time, Cancellation);
        using var ledger = await TestLedger.StartAsync(store, _directory.Path, time, Cancellation);
        var promised = new List<Guid>();
        for (var n = 0; n < 20; n++)
        {
            promised.Add((await ledger.AppendAsync(SampleTenant.Caller())).Entry.Id);
        }

        cluster.Kill();
        var appending = ledger.AppendAsync(SampleTenant.Caller());
        while (!appending.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var (_, refused) = await appending;
        refused.IsDurable.ShouldBeFalse();
        (await ledger.Writer.Admission.CheckAsync(Cancellation)).ShouldNotBeNull().RetryAfter.ShouldNotBeNull();
        ledger.Writer.Admission.IsClosed.ShouldBeFalse("it opens again by itself");

        cluster.Start();
        time.Advance(TimeSpan.FromSeconds(2));
        (await ledger.Writer.Admission.CheckAsync(Cancellation)).ShouldBeNull();
        promised.Add((await ledger.AppendAsync(SampleTenant.Caller())).Entry.Id);

        var rows = await store.ReadAsync(0, 1000, Cancellation);
        rows.Select(row => row.Id).ShouldBe(promised);
        var findings = new LogChainVerifier();
        rows.Select(row => findings.Add(Place(row))).ShouldAllBe(problem => problem == null);
    }

    // What could have been written when the server went stays open to question, and so its log is not gone on with.
    private static ReceiptPlace Place(LedgerRow row) => new(
        ReceiptIds.ReceiptId(row.Id), row.Form.OrganizationId, row.LogId.ToString(), row.LogSequence, row.PreviousHash, row.Hash, $"{row.CompletedAt}");

    // A batch that is held up in the server while its replica has given it up must not be written after all.
    [Fact]
    public async Task Append_HeldUpBehindALock_IsWrittenOrRuledOut()
    {
        using var opened = new OpenPostgresLedger(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, TimeProvider.System, Cancellation);
        await ledger.AppendAsync(SampleTenant.Caller());
        var (entry, commit) = (default(LedgerEntry)!, default(LedgerCommit));
        await using (var holder = await opened.Database.Source.OpenConnectionAsync(Cancellation))
        {
            await using var hold = await holder.BeginTransactionAsync(Cancellation);
            await using var take = new NpgsqlCommand("UPDATE ledger_head SET position = position", holder, hold);
            await take.ExecuteNonQueryAsync(Cancellation);
            var appending = ledger.AppendAsync(SampleTenant.Caller());
            while (opened.Scalar("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%ledger_take%'") == 0)
            {
                await Task.Yield();
            }

            opened.Execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%ledger_take%'");
            await hold.RollbackAsync(Cancellation);
            (entry, commit) = await appending;
        }

        commit.IsDurable.ShouldBeTrue("it is tried again once it is certain that it was not written");
        (await opened.Store.ReadAsync(1, 10, Cancellation)).ShouldHaveSingleItem().Id.ShouldBe(entry.Id);
    }

    // Whoever had a batch on its way when its number was ruled out finds that it may not be written.
    [Fact]
    public async Task FindAsync_ABatchThatHasNotArrived_RulesItOut()
    {
        using var opened = new OpenPostgresLedger(_directory.Path);
        var outcome = new PostgresBatchOutcome(opened.Database, opened.Replica, TimeProvider.System);

        (await outcome.FindAsync(1, TimeSpan.Zero)).ShouldBeNull();

        Should.Throw<PostgresException>(() => opened.Execute($"SELECT ledger_take('{opened.Replica.Id}', 1, 5)")).SqlState.ShouldBe("NMF01");
        opened.Scalar("SELECT position FROM ledger_head").ShouldBe(0);
        opened.Scalar($"SELECT ledger_take('{opened.Replica.Id}', 2, 5)").ShouldBe(1);
        (await outcome.FindAsync(2, TimeSpan.Zero)).ShouldBe(1);
    }

    // Now and then, so that something is written in between.
    private static async Task<long> EndConnectionsAsync(PostgresDatabase database, Func<int> written, CancellationToken stopping)
    {
        await using var connection = await database.Source.OpenConnectionAsync(CancellationToken.None);
        var random = new Random(11);
        var ended = 0L;
        while (!stopping.IsCancellationRequested)
        {
            await using var end = new NpgsqlCommand(
                """
                SELECT count(pg_terminate_backend(pid)) FROM (SELECT pid FROM pg_stat_activity WHERE datname = current_database()
                    AND pid <> pg_backend_pid() AND state <> 'idle' LIMIT 1) AS busy
                """,
                connection);
            var busy = (long)(await end.ExecuteScalarAsync(CancellationToken.None))!;
            ended += busy;
            for (var next = written() + (busy * random.Next(1, 20)); written() < next && !stopping.IsCancellationRequested;)
            {
                await Task.Yield();
            }
        }

        return ended;
    }
}
