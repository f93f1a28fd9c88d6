using Dapper;
using NextModel.Storage.Postgres;
using NextModel.Testing.Postgres;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresMigrationsTests : IDisposable
{
    private readonly string _database = PostgresCluster.Shared.CreateEmptyDatabase();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => PostgresCluster.Shared.Drop(_database);

    [Fact]
    public async Task Open_ByManyReplicasAtOnce_AppliesEachScriptOnce()
    {
        var opened = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ => await PostgresDatabase.OpenAsync(Address(), Cancellation)));

        await using var connection = await opened[0].Source.OpenConnectionAsync(Cancellation);
        var applied = (await connection.QueryAsync<long>("SELECT number FROM migrations ORDER BY number")).ToList();
        applied.ShouldBe(MigrationScripts.Of("NextModel.Storage.Postgres.Migrations.").ConvertAll(script => (long)script.Number));
        Array.ForEach(opened, database => database.Dispose());
    }

    [Fact]
    public async Task Open_NewerThanTheProgram_RefusesAndSaysWhatToDo()
    {
        using (var opened = await PostgresDatabase.OpenAsync(Address(), Cancellation))
        {
            await using var connection = await opened.Source.OpenConnectionAsync(Cancellation);
            await connection.ExecuteAsync("INSERT INTO migrations (number, name) VALUES (9999, '9999_later')");
        }

        var refused = await Should.ThrowAsync<InvalidDataException>(async () => await PostgresDatabase.OpenAsync(Address(), Cancellation));
        refused.Message.ShouldContain("was written by a newer version (schema 9999;");
        refused.Message.ShouldContain("Start the newer version, or restore a backup made before the upgrade.");
    }

    [Fact]
    public async Task Open_ServerThatForgetsCommits_Refuses()
    {
        PostgresCluster.Shared.Execute("ALTER DATABASE " + new Npgsql.NpgsqlConnectionStringBuilder(_database).Database + " SET synchronous_commit = off");

        (await Should.ThrowAsync<InvalidDataException>(async () => await PostgresDatabase.OpenAsync(Address(), Cancellation))).Message.ShouldContain("synchronous_commit is off");
    }

    private PostgresAddress Address() =>
        PostgresAddress.TryRead(_database, out var address, out var problem) ? address : throw new InvalidOperationException(problem);
}
