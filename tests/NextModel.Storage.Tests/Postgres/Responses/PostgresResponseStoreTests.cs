using NextModel.Responses;
using NextModel.Storage.Postgres;
using NextModel.Storage.Postgres.Responses;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Postgres;

namespace NextModel.Storage.Tests.Postgres.Responses;

public sealed class PostgresResponseStoreTests : ResponseStoreConformance
{
    private readonly List<PostgresDatabase> _open = [];

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

    protected override long Scalar(string sql) => _open[^1].Scalar(sql);
}
