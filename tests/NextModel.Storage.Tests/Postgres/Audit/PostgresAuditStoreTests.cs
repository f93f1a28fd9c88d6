using Dapper;
using NextModel.Audit;
using NextModel.Storage.Postgres;
using NextModel.Storage.Tests.Conformance;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres.Audit;

/// <summary>Also: several replicas write one chain, and each hears of what another one wrote.</summary>
public sealed class PostgresAuditStoreTests : AuditStoreConformance
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_FromSeveralReplicasAtOnce_IsOneChainWithoutGaps()
    {
        var replicas = Enumerable.Range(0, 3).Select(_ => new OpenPostgres(Directory, Sign)).ToArray();
        await Parallel.ForAsync(0, 60, Cancellation, async (n, cancellation) =>
            await replicas[n % replicas.Length].Audits.AppendAsync(Draft($"n.{n}"), cancellation));

        var entries = await replicas[0].Audits.ListAsync(new AuditQuery(100, OldestFirst: true), Cancellation);
        entries.Select(e => e.Sequence).ShouldBe(Enumerable.Range(1, 60).Select(n => (long)n));
        var verifier = new AuditVerifier(jws => Convert.FromHexString(jws), complete: true);
        entries.SelectMany(e => verifier.Check(e.Text)).ShouldBeEmpty();
        Array.ForEach(replicas, replica => replica.Dispose());
    }

    [Fact]
    public async Task Append_WhenCommitted_IsToldWithItsSequence()
    {
        using var writer = new OpenPostgres(Directory, Sign);
        using var listener = new OpenPostgres(Directory);
        await using var connection = await listener.Database.Source.OpenConnectionAsync(Cancellation);
        var told = new List<string>();
        connection.Notification += (_, notification) => told.Add(notification.Payload);
        await connection.ExecuteAsync($"LISTEN {PostgresDatabase.AuditChannel}");

        await writer.Audits.AppendAsync(Draft("key.revoke"), Cancellation);

        await connection.WaitAsync(Cancellation);
        told.ShouldBe(["1"]);
    }

    [Fact]
    public async Task Append_EntryThatFails_IsNotTold()
    {
        using var opened = new OpenPostgres(Directory, Sign);
        opened.RefuseAuditEntries();
        await Should.ThrowAsync<PostgresException>(async () => await opened.Audits.AppendAsync(Draft("key.revoke"), Cancellation));
        opened.CountAuditEntries().ShouldBe(0);
    }

    protected override IOpenAudit Open() => new OpenPostgres(Directory, Sign);

    private static AuditDraft Draft(string action) => new(AuditActor.CommandLine, action, "team_1", "org_1", DateTimeOffset.UnixEpoch);
}
