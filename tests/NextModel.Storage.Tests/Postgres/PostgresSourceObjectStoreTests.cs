using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresSourceObjectStoreTests : SourceObjectStoreConformance
{
    protected override IOpenSourceObjects Open() => new OpenPostgres(Directory);
}
