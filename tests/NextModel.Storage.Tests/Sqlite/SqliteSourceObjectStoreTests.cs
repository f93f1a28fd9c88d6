using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteSourceObjectStoreTests : SourceObjectStoreConformance
{
    protected override IOpenSourceObjects Open() => new OpenSqliteLedger(Directory);
}
