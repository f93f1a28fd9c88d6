using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Audit;
using NextModel.Gateway.Hosting;
using NextModel.Storage.Postgres;
using NextModel.Testing;
using NextModel.Testing.Postgres;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>What one replica changes, another one takes up: by notification, and without.</summary>
public sealed class AuditFollowerTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TemporaryDirectory _place = new();
    private readonly OpenPostgres _writer;
    private readonly OpenPostgres _reader;
    private readonly PostgresAuditSignal _signal;
    private readonly ConcurrentQueue<AuditedChange> _followed = new();
    private readonly SemaphoreSlim _more = new(0);
    private Func<AuditedChange, ValueTask> _take = _ => ValueTask.CompletedTask;

    public AuditFollowerTests()
    {
        _writer = new OpenPostgres(_place.Path);
        _reader = new OpenPostgres(_place.Path);
        _signal = new PostgresAuditSignal(_reader.Database, TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _signal.Dispose();
        _writer.Dispose();
        _reader.Dispose();
        _more.Dispose();
        _place.Dispose();
    }

    [Fact]
    public async Task Run_ChangeOnAnotherReplica_IsFollowedAndWhatWasBeforeIsNot()
    {
        await ChangeAsync("key.create", "key_0");
        await using var running = await RunAsync();

        await ChangeAsync("key.revoke", "key_1");

        await _more.WaitAsync(Patience, Cancellation);
        _followed.ShouldBe([new AuditedChange("key.revoke", "key_1", "org_1")]);
        _followed.TryPeek(out var change).ShouldBeTrue();
        change.Kind.ShouldBe("key");
    }

    [Fact]
    public async Task Run_ItsConnectionsWereEnded_FollowsWhatCameMeanwhile()
    {
        await using var running = await RunAsync();
        await ChangeAsync("key.create", "key_1");
        await _more.WaitAsync(Patience, Cancellation);

        var name = new NpgsqlConnectionStringBuilder(_reader.Database.Source.ConnectionString).Database;
        PostgresCluster.Shared.Execute($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}' AND pid <> pg_backend_pid()");
        await ChangeAsync("key.revoke", "key_1");

        await _more.WaitAsync(Patience, Cancellation);
        _followed.Last().Action.ShouldBe("key.revoke");
    }

    [Fact]
    public async Task CatchUp_ManyChangesOfOneObject_AreFollowedOnce()
    {
        var follower = Follower();
        await follower.BeginAsync(Cancellation);
        foreach (var action in new[] { "key.create", "key.change", "key.revoke", "team.create" })
        {
            await ChangeAsync(action, action.StartsWith("key", StringComparison.Ordinal) ? "key_1" : "team_1");
        }

        await follower.CatchUpAsync(Cancellation);
        await follower.CatchUpAsync(Cancellation);

        _followed.Select(change => change.Target).ShouldBe(["key_1", "team_1"]);
    }

    [Fact]
    public async Task CatchUp_OneThatCannotBeTakenUp_TheOthersAre()
    {
        var follower = Follower();
        await follower.BeginAsync(Cancellation);
        await ChangeAsync("policy.change", "pol_1");
        await ChangeAsync("key.revoke", "key_1");
        _take = change => change.Kind == "policy" ? throw new InvalidDataException("newer") : ValueTask.CompletedTask;

        await follower.CatchUpAsync(Cancellation);

        _followed.Select(change => change.Target).ShouldBe(["key_1"]);
    }

    // A database that fails in the middle: nothing is taken for followed that was not.
    [Fact]
    public async Task CatchUp_DatabaseFails_IsFollowedTheNextTime()
    {
        var follower = Follower();
        await follower.BeginAsync(Cancellation);
        await ChangeAsync("key.revoke", "key_1");
        _take = _ => throw new NpgsqlException("away");
        await follower.CatchUpAsync(Cancellation);
        _followed.ShouldBeEmpty();

        _take = _ => ValueTask.CompletedTask;
        await follower.CatchUpAsync(Cancellation);

        _followed.Select(change => change.Target).ShouldBe(["key_1"]);
    }

    private AuditFollower Follower() => new(
        _reader.Audits,
        _signal,
        async (change, _) =>
        {
            await _take(change);
            _followed.Enqueue(change);
            _more.Release();
        },
        NullLogger<AuditFollower>.Instance);

    private ValueTask ChangeAsync(string action, string target) =>
        _writer.Audits.AppendAsync(new AuditDraft(AuditActor.CommandLine, action, target, "org_1", DateTimeOffset.UnixEpoch), Cancellation);

    private async Task<Running> RunAsync()
    {
        var follower = Follower();
        await follower.BeginAsync(Cancellation);
        return new Running(follower);
    }

    private sealed class Running : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stopping = new();
        private readonly Task _run;

        public Running(AuditFollower follower) => _run = follower.RunAsync(_stopping.Token);

        public async ValueTask DisposeAsync()
        {
            await _stopping.CancelAsync();
            await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _stopping.Dispose();
        }
    }
}
