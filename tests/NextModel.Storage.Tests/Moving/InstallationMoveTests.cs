using NextModel.Storage.Moving;
using NextModel.Storage.Postgres;
using NextModel.Storage.Sqlite;
using NextModel.Testing;
using NextModel.Testing.Postgres;
using Npgsql;

namespace NextModel.Storage.Tests.Moving;

/// <summary>What a move does when something is not as it has to be.</summary>
public sealed class InstallationMoveTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly string _database = PostgresCluster.Shared.CreateDatabase();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Keys => _directory.File("signing");

    public void Dispose()
    {
        PostgresCluster.Shared.Drop(_database);
        _directory.Dispose();
    }

    [Fact]
    public async Task Run_TargetKeepsAnotherAmountThanItIsGiven_SaysSoAndLeavesItEmpty()
    {
        MakeSource(windows: 3);
        PostgresCluster.Shared.Execute(
            """
            CREATE FUNCTION garble() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW.settled := NEW.settled + 1; RETURN NEW; END';
            CREATE TRIGGER garbled BEFORE INSERT ON budget_windows FOR EACH ROW WHEN (NEW.start = 2) EXECUTE FUNCTION garble()
            """,
            _database);
        MoveReport report;
        await using (var source = SqliteMoveEnd.OpenSource(_directory.Path, Keys))
        await using (var target = await PostgresMoveEnd.OpenAsync(Address(), isTarget: true, Cancellation))
        {
            report = await new InstallationMove(source, target, static (_, _) => { }).RunAsync(Cancellation);
        }

        report.IsWhole.ShouldBeFalse();
        var different = report.Tables.Single(table => !table.IsEqual);
        different.Table.Name.ShouldBe("budget_windows");
        (different.Source.Amounts[0], different.Target.Amounts[0]).ShouldBe(("0.000000060", "0.000000061"));
        await using var after = await PostgresMoveEnd.OpenAsync(Address(), isTarget: true, Cancellation);
        (await after.FindTakenAsync(Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Run_SecondTime_FindsTheTargetTaken()
    {
        MakeSource(windows: 1);
        await using (var source = SqliteMoveEnd.OpenSource(_directory.Path, Keys))
        await using (var target = await PostgresMoveEnd.OpenAsync(Address(), isTarget: true, Cancellation))
        {
            (await new InstallationMove(source, target, static (_, _) => { }).RunAsync(Cancellation)).IsWhole.ShouldBeTrue();
        }

        await using var again = await PostgresMoveEnd.OpenAsync(Address(), isTarget: true, Cancellation);
        (await again.FindTakenAsync(Cancellation)).ShouldBe("budget_windows");
    }

    [Fact]
    public async Task Open_WhileAReplicaLives_IsRefused()
    {
        PostgresCluster.Shared.Execute("INSERT INTO replicas (id) VALUES (gen_random_uuid())", _database);

        var refusal = await Should.ThrowAsync<InvalidOperationException>(async () => await PostgresMoveEnd.OpenAsync(Address(), isTarget: false, Cancellation));

        refusal.Message.ShouldContain("is used by 1 replicas");
    }

    [Fact]
    public async Task Open_ForAMove_NoReplicaJoinsMeanwhile()
    {
        await using var end = await PostgresMoveEnd.OpenAsync(Address(), isTarget: false, Cancellation);

        var join = Should.Throw<PostgresException>(() => PostgresCluster.Shared.Execute(
            "SET lock_timeout = '50ms'; INSERT INTO replicas (id) VALUES (gen_random_uuid())", _database));

        join.SqlState.ShouldBe(PostgresErrorCodes.LockNotAvailable);
    }

    [Fact]
    public void WhyNotInto_DirectoryWithAnInstallation_NamesTheFile()
    {
        SqliteMoveEnd.WhyNotInto(_directory.Path, Keys).ShouldBeNull();
        MakeSource(windows: 0);

        SqliteMoveEnd.WhyNotInto(_directory.Path, Keys).ShouldNotBeNull().ShouldContain("nextmodel.db is there");
    }

    private PostgresAddress Address() => PostgresAddress.TryRead(_database, out var address, out var problem) ? address : throw new InvalidOperationException(problem);

    private void MakeSource(int windows)
    {
        using var database = SqliteDatabase.Open(_directory.File("nextmodel.db"), SqliteSettings.Main);
        for (var start = 1; start <= windows; start++)
        {
            using var command = database.Writer.CreateCommand();
            command.CommandText = "INSERT INTO budget_windows (budget, start, settled, unknown) VALUES (zeroblob(16), $start, $start * 10, 5)";
            command.Parameters.AddWithValue("$start", start);
            command.ExecuteNonQuery();
        }
    }
}
