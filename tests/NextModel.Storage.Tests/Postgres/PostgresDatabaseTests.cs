using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using NextModel.Storage.Postgres;
using NextModel.Storage.Sql;
using NextModel.Testing;
using NextModel.Testing.Postgres;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>What becomes of work when the server, or the way to it, does something unusual.</summary>
public sealed class PostgresDatabaseTests : IDisposable
{
    private readonly TemporaryDirectory _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Write_ConnectionsWereEndedByTheServer_IsDoneOnce()
    {
        using var opened = new OpenPostgres(_place.Path);
        await opened.Database.WriteAsync(SqlTurn.Any, session => session.ExecuteAsync("CREATE TABLE marks (n int)"), Cancellation);
        PostgresCluster.Shared.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{Name(opened)}' AND pid <> pg_backend_pid()");

        await opened.Database.WriteAsync(SqlTurn.Any, session => session.ExecuteAsync("INSERT INTO marks VALUES (1)"), Cancellation);

        opened.Scalar("SELECT count(*) FROM marks").ShouldBe(1);
    }

    [Fact]
    public async Task Write_Deadlock_IsTriedAgainAndBothAreDone()
    {
        using var opened = new OpenPostgres(_place.Path);
        opened.Execute("CREATE TABLE pair (n int PRIMARY KEY, value int NOT NULL); INSERT INTO pair VALUES (1, 0), (2, 0); ALTER DATABASE " + Name(opened) + " SET deadlock_timeout = '10ms'");
        NpgsqlConnection.ClearAllPools();
        using var other = new OpenPostgres(_place.Path);
        var met = new TaskCompletionSource();
        var here = 0;

        await Task.WhenAll(AddAsync(1, 2).AsTask(), AddAsync(2, 1).AsTask());

        opened.Scalar("SELECT sum(value) FROM pair").ShouldBe(4);

        async ValueTask AddAsync(int first, int second) => await other.Database.WriteAsync(
            SqlTurn.Any,
            async session =>
            {
                await session.ExecuteAsync("UPDATE pair SET value = value + 1 WHERE n = @first", new { first });
                if (Interlocked.Increment(ref here) == 2)
                {
                    met.TrySetResult();
                }

                await met.Task;
                return await session.ExecuteAsync("UPDATE pair SET value = value + 1 WHERE n = @second", new { second });
            },
            Cancellation);
    }

    [Fact]
    public async Task Write_ThatThrows_LeavesNothing()
    {
        using var opened = new OpenPostgres(_place.Path);
        await Should.ThrowAsync<InvalidOperationException>(async () => await opened.Database.WriteAsync<int>(
            SqlTurn.Any,
            async session =>
            {
                await session.ExecuteAsync("INSERT INTO rate_limits (scope_id) VALUES ('x')");
                throw new InvalidOperationException("no");
            },
            Cancellation));
        opened.Scalar("SELECT count(*) FROM rate_limits").ShouldBe(0);
    }

    // A listener that takes connections and says nothing is what a hung server looks like.
    [Fact]
    public async Task Read_ServerThatHangs_FailsWithinAFewSeconds()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        PostgresAddress.TryRead($"Host=127.0.0.1;Port={((IPEndPoint)silent.LocalEndpoint).Port};Username=x;Password=x", out var address, out _).ShouldBeTrue();
        using var database = PostgresDatabase.Of(address);
        var began = Stopwatch.StartNew();

        await Should.ThrowAsync<NpgsqlException>(async () => await database.ReadAsync(session => session.ScalarAsync<int>("SELECT 1"), Cancellation));

        began.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Read_CommandThatHangs_FailsWithinAFewSeconds()
    {
        var text = PostgresPlaces.Of(_place.Path).Settings + ";Command Timeout=2";
        PostgresAddress.TryRead(text, out var address, out _).ShouldBeTrue();
        using var database = PostgresDatabase.Of(address);
        var began = Stopwatch.StartNew();

        await Should.ThrowAsync<NpgsqlException>(async () => await database.ReadAsync(session => session.ScalarAsync<string>("SELECT pg_sleep(60)::text"), Cancellation));

        began.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static string Name(OpenPostgres opened) => new NpgsqlConnectionStringBuilder(opened.Database.Source.ConnectionString).Database!;
}
