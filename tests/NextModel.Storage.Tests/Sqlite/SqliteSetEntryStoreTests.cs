using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteSetEntryStoreTests : SetEntryStoreConformance
{
    protected override IOpenEntries Open() => new OpenSqliteLedger(Directory);
}
