using System.Text;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Several replicas write one ledger.</summary>
public sealed class PostgresReplicasTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Append_OnThreeReplicasAtOnce_IsOneGaplessLedgerOfLogsSideBySide()
    {
        using (var one = new OpenPostgresLedger(_directory.Path))
        using (var two = new OpenPostgresLedger(_directory.Path))
        using (var three = new OpenPostgresLedger(_directory.Path))
        {
            var commits = new List<ReceiptHash>();
            foreach (var ledgers in await Task.WhenAll(new[] { one, two, three }.Select(WriteAsync)))
            {
                commits.AddRange(ledgers);
            }

            var rows = await one.Store.ReadAsync(0, 1000, Cancellation);
            rows.Select(row => row.Position).ShouldBe(Enumerable.Range(1, 300).Select(i => (long)i));
            rows.Select(row => row.Hash).ShouldBe(commits, ignoreOrder: true);
            rows.Select(row => row.LogId).Distinct().Count().ShouldBe(3 * 2, "each replica has a log for each of two organizations");
            (await one.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(300);
            await VerifyAsync(one, null);
        }

        // Whoever comes later continues a log that has ended, and so does the one beside it.
        using var late = new OpenPostgresLedger(_directory.Path);
        using var later = new OpenPostgresLedger(_directory.Path);
        await WriteAsync(late);
        await WriteAsync(later);
        var ends = (await late.Store.ReadAsync(0, 300, Cancellation)).Select(row => row.Hash).ToHashSet();
        (await late.Store.ReadLogsAsync(Cancellation)).Count(log => log.Predecessor is { } end && ends.Contains(end)).ShouldBe(2 * 2);
        await VerifyAsync(late, null);
    }

    [Fact]
    public async Task Verify_ALogWithTwoEntriesForOnePlace_IsFound()
    {
        using var one = new OpenPostgresLedger(_directory.Path);
        await WriteAsync(one);

        one.Execute("UPDATE receipts SET log_sequence = 7 WHERE position = 9");

        (await FindingsAsync(one, null)).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Find_AReceiptOfAnotherReplica_IsThereAsSoonAsItIsDurable()
    {
        using var ownFiles = new TemporaryDirectory();
        using var one = new OpenPostgresLedger(_directory.Path);
        using var other = new OpenPostgresLedger(_directory.Path, ownFiles.Path);
        using var ledger = await TestLedger.StartAsync(one.Store, _directory.Path, _time, Cancellation);
        var scope = new ReceiptScope(SampleTenant.Caller().Organization.Id, null);
        var query = new UsageQuery(scope, ReceiptFilter.All, SampleTenant.Day.AddDays(-1), SampleTenant.Day.AddDays(1));
        for (var n = 1; n <= 20; n++)
        {
            var (entry, _) = await ledger.AppendAsync(SampleTenant.Caller());

            (await other.Index.FindAsync(entry.Id, Cancellation)).ShouldBe(n);
            (await other.Reports.SumAsync(query, Cancellation)).Rows.Sum(row => row.Sums.Requests).ShouldBe(n);
            (await other.Reports.ListAsync(new ReceiptQuery(scope, ReceiptFilter.All, 100), Cancellation)).Items.Count.ShouldBe(n);
            if (n % 7 == 0)
            {
                other.CatchUp();
            }
        }

        (await other.Reports.SumAsync(query, Cancellation)).Rows.ShouldBe((await one.Reports.SumAsync(query, Cancellation)).Rows);
    }

    [Fact]
    public async Task TakeAsync_OnTwoReplicas_OneTakesCheckpointsOverTheLogsOfBoth()
    {
        using var one = new OpenPostgresLedger(_directory.Path);
        using var other = new OpenPostgresLedger(_directory.Path);
        using var firstLedger = await TestLedger.StartAsync(one.Store, _directory.Path, _time, Cancellation);
        using var otherLedger = await TestLedger.StartAsync(other.Store, _directory.Path, _time, Cancellation);
        var (first, second) = (Keeper(firstLedger), Keeper(otherLedger));
        await firstLedger.AppendAsync(SampleTenant.Caller(1));
        await otherLedger.AppendAsync(SampleTenant.Caller(1));
        await otherLedger.AppendAsync(SampleTenant.Caller(2));

        var taken = (await first.TakeAsync(Cancellation)).ShouldNotBeNull();
        (await second.TakeAsync(Cancellation)).ShouldBeNull("one replica takes them");
        taken.Total.ShouldBe(3);
        taken.Heads.Select(head => (head.OrganizationId, head.Position, head.Tree!.Size)).ShouldBe(
            [(SampleTenant.Caller(1).Organization.Id, 2L, 2L), (SampleTenant.Caller(2).Organization.Id, 3L, 1L)], ignoreOrder: true);
        await VerifyAsync(one, taken);

        // The lock goes with the connection of whoever had it.
        ((PostgresLedgerStore)one.Store).Dispose();
        await otherLedger.AppendAsync(SampleTenant.Caller(2));
        var next = (await second.TakeAsync(Cancellation)).ShouldNotBeNull();
        next.Total.ShouldBe(4);
        next.Heads.Single(head => head.OrganizationId == SampleTenant.Caller(2).Organization.Id).Tree!.Size.ShouldBe(2);
        await VerifyAsync(other, next);
        other.Checkpoints().Count.ShouldBe(2);

        CheckpointKeeper Keeper(TestLedger ledger) => new(
            ledger.Writer, ledger.Store, ledger.Keys, new CheckpointWitness(_directory.File("witness")), _time,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<CheckpointKeeper>.Instance);
    }

    [Fact]
    public async Task Append_AfterOthersTookItForDead_IsRefusedForGood()
    {
        using var paused = new OpenPostgresLedger(_directory.Path);
        using var other = new OpenPostgresLedger(_directory.Path);
        using var ledger = await TestLedger.StartAsync(paused.Store, _directory.Path, _time, Cancellation);
        (await ledger.AppendAsync(SampleTenant.Caller())).Commit.IsDurable.ShouldBeTrue();
        paused.Execute($"UPDATE replicas SET seen_at = clock_timestamp() - interval '16 seconds' WHERE id = '{paused.Replica.Id}'");
        (await other.Replica.EndSilentAsync(PostgresReplica.Lease, Cancellation)).ShouldBe(1);

        var (_, commit) = await ledger.AppendAsync(SampleTenant.Caller());

        commit.IsDurable.ShouldBeFalse();
        ledger.Writer.Admission.IsClosed.ShouldBeTrue();
        (await paused.Replica.BeatAsync(Cancellation)).ShouldBeFalse();
        (await other.Replica.BeatAsync(Cancellation)).ShouldBeTrue();
        other.Scalar("SELECT count(*) FROM receipts").ShouldBe(1);
        (await other.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(1);
    }

    private async Task<List<ReceiptHash>> WriteAsync(OpenPostgresLedger opened)
    {
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        var commits = await Task.WhenAll(Enumerable.Range(0, 100).Select(i =>
            Task.Factory.StartNew(() => ledger.AppendAsync(SampleTenant.Caller(1 + (i % 2)), input: i), Cancellation).Unwrap()));
        commits.ShouldAllBe(commit => commit.Commit.IsDurable);
        return [.. commits.Select(commit => commit.Commit.Hash)];
    }

    private async Task VerifyAsync(OpenPostgresLedger opened, Checkpoint? checkpoint) => (await FindingsAsync(opened, checkpoint)).ShouldBeEmpty();

    private async Task<List<string>> FindingsAsync(OpenPostgresLedger opened, Checkpoint? checkpoint)
    {
        using var keys = SigningKeys.Open(Path.Combine(_directory.Path, "signing"), TestLedger.Master, _time);
        using var verifier = new EvidenceVerifier(Encoding.UTF8.GetBytes(keys.JwkSet()), new LogChainVerifier(checkpoint));
        await new LedgerWalk(opened.Store).RunAsync(verifier, 0, static (_, _) => { }, Cancellation);
        return [.. verifier.Report.First.Select(finding => $"{finding}")];
    }
}
