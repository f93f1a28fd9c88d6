using Dapper;
using NextModel.Responses;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Responses;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Postgres;

namespace NextModel.Storage.Tests.Postgres.Responses;

/// <summary>Also: what deleting leaves behind.</summary>
public sealed class PostgresResponseStoreTests : ResponseStoreConformance
{
    private readonly List<PostgresDatabase> _open = [];

    // No item without its response, and as many bytes as there are.
    [Fact]
    public async Task Tables_AfterDeleting_HoldNothingNobodyLeadsTo()
    {
        var store = Open();
        var now = DateTimeOffset.UnixEpoch;
        foreach (var id in (string[])["resp_1", "resp_2", "resp_3"])
        {
            await store.KeepAsync(new ResponseRow("org_1", "proj_1", id, null, now, now, [$"msg_{id}"], new byte[400]));
        }

        Scalar("SELECT count(*) FROM response_items").ShouldBe(2);
        Scalar("SELECT bytes FROM response_projects").ShouldBe(800);
        await store.DeleteExpiredAsync(DateTimeOffset.MaxValue, Token);
        Scalar("SELECT (SELECT count(*) FROM responses) + (SELECT count(*) FROM response_items)").ShouldBe(0);
        Scalar("SELECT bytes FROM response_projects").ShouldBe(0);
    }

    protected override IResponseStore Open()
    {
        var database = PostgresDatabase.Of(PostgresPlaces.Of(Place.Path));
        _open.Add(database);
        return new PostgresResponseStore(database, ProjectBytes);
    }

    // What another process has open is no store's business here.
    protected override void Close(IResponseStore store)
    {
    }

    protected override void CloseAll() => _open.ForEach(database => database.Dispose());

    private long Scalar(string sql)
    {
        using var connection = _open[^1].Source.OpenConnection();
        return connection.ExecuteScalar<long>(sql);
    }
}
