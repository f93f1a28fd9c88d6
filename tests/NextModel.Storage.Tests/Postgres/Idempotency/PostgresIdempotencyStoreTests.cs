using Dapper;
using NextModel.Idempotency;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Idempotency;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Postgres;

namespace NextModel.Storage.Tests.Postgres.Idempotency;

/// <summary>Also: replicas that claim one key at once, and what erasing leaves behind.</summary>
public sealed class PostgresIdempotencyStoreTests : IdempotencyStoreConformance
{
    private readonly List<PostgresDatabase> _open = [];

    [Fact]
    public async Task Claim_OnThreeReplicasAtOnce_OneGetsIt()
    {
        var replicas = Enumerable.Range(0, 3).Select(_ => Open()).ToArray();

        var claimed = await Task.WhenAll(Enumerable.Range(0, 30).Select(async n => await replicas[n % 3].ClaimAsync(Claim("one"))));

        claimed.Count(taken => taken).ShouldBe(1);
    }

    // No row without its key, no answer without its row, and as many bytes as there are.
    [Fact]
    public async Task Tables_AfterErasingAndDeleting_HoldNothingNobodyLeadsTo()
    {
        var store = Open();
        foreach (var name in new[] { "one", "two", "three", "four" })
        {
            await AnsweredAsync(store, name, 400);
        }

        Scalar("SELECT count(*) FROM idempotency_answers").ShouldBe(2);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(800);
        await store.EraseProjectAsync("org_1", "proj_1");
        Scalar("SELECT count(*) FROM idempotency_answers").ShouldBe(0);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(0);
        await AnsweredAsync(store, "five", 400);
        await store.DeleteExpiredAsync(DateTimeOffset.MaxValue, Token);
        Scalar("SELECT (SELECT count(*) FROM idempotency_answers) + (SELECT count(*) FROM idempotency_keys)").ShouldBe(0);
        Scalar("SELECT bytes FROM idempotency_projects").ShouldBe(0);
    }

    [Fact]
    public async Task Writes_DatabaseIsGone_FailAsTheStoresOwn()
    {
        var store = Open();
        PostgresCluster.Shared.Drop(_open[^1].Source.ConnectionString);
        await Should.ThrowAsync<IdempotencyStoreException>(async () => await store.ClaimAsync(Claim("one")));
    }

    protected override IIdempotencyStore Open()
    {
        var database = PostgresDatabase.Of(PostgresPlaces.Of(Place.Path));
        _open.Add(database);
        return new PostgresIdempotencyStore(database, ProjectBytes);
    }

    // What another process has open is no store's business here.
    protected override void Close(IIdempotencyStore store)
    {
    }

    protected override void CloseAll() => _open.ForEach(database => database.Dispose());

    private long Scalar(string sql)
    {
        using var connection = _open[^1].Source.OpenConnection();
        return connection.ExecuteScalar<long>(sql);
    }
}
