using NextModel.Idempotency;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Idempotency;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Postgres;

namespace NextModel.Storage.Tests.Postgres.Idempotency;

/// <summary>Also: replicas that claim one key at once.</summary>
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

    protected override long Scalar(string sql) => _open[^1].Scalar(sql);
}
