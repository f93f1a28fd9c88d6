using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresSetEntryStoreTests : SetEntryStoreConformance
{
    protected override IOpenEntries Open() => new OpenPostgres(Directory);
}
