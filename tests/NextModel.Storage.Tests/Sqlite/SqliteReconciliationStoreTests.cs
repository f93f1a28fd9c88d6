using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteReconciliationStoreTests : ReconciliationStoreConformance
{
    protected override IOpenReconciliations Open() => new OpenSqliteLedger(Directory);
}
