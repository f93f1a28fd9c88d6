using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Storage.Postgres;
using NextModel.Storage.Sql;
using NextModel.Testing;
using NextModel.Testing.Postgres;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Work that one replica does: never two for long, and another one when it is gone.</summary>
public sealed class PostgresAloneTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _place = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _place.Dispose();

    [Fact]
    public async Task Run_OnTwoReplicas_OneWorksAndTheOtherWhenItStops()
    {
        using var one = new Replica(_place.Path);
        await one.Began.WaitAsync(Patience, Cancellation);
        using var other = new Replica(_place.Path);
        (await one.Database.ReadAsync(session => session.ScalarAsync<bool>("SELECT pg_try_advisory_lock(@key)", new { key = PostgresDatabase.LockOf(SqlTurn.Webhooks) }), Cancellation))
            .ShouldBeFalse("the turn is taken");
        other.Began.CurrentCount.ShouldBe(0);

        await one.StopAsync();

        (await other.Began.WaitAsync(Patience, Cancellation)).ShouldBeTrue();
        await other.StopAsync();
    }

    [Fact]
    public async Task Run_ItsConnectionBreaks_StopsAndSomebodyGoesOn()
    {
        using var one = new Replica(_place.Path);
        await one.Began.WaitAsync(Patience, Cancellation);

        var name = new NpgsqlConnectionStringBuilder(one.Database.Source.ConnectionString).Database;
        PostgresCluster.Shared.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()");

        (await one.Ended.WaitAsync(Patience, Cancellation)).ShouldBeTrue();
        (await one.Began.WaitAsync(Patience, Cancellation)).ShouldBeTrue();
        await one.StopAsync();
    }

    private sealed class Replica : IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _run;

        public Replica(string directory)
        {
            Database = PostgresDatabase.Of(PostgresPlaces.Of(directory));
            _run = new PostgresAlone(Database, TimeProvider.System, NullLogger<PostgresAlone>.Instance).RunAsync(SqlTurn.Webhooks, WorkAsync, _stopping.Token);
        }

        public PostgresDatabase Database { get; }

        public SemaphoreSlim Began { get; } = new(0);

        public SemaphoreSlim Ended { get; } = new(0);

        public async Task StopAsync()
        {
            await _stopping.CancelAsync();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        public void Dispose()
        {
            Database.Dispose();
            _stopping.Dispose();
            Began.Dispose();
            Ended.Dispose();
        }

        private async Task WorkAsync(CancellationToken stopping)
        {
            Began.Release();
            try
            {
                await Task.Delay(Timeout.Infinite, stopping);
            }
            finally
            {
                Ended.Release();
            }
        }
    }
}
