using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteReceiptShareStoreTests : ReceiptShareStoreConformance
{
    protected override IOpenShares Open() => new OpenSqliteLedger(Directory);
}
