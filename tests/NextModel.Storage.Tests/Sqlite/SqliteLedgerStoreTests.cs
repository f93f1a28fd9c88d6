using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>The SQLite ledger keeps the contract.</summary>
public sealed class SqliteLedgerStoreTests : LedgerStoreConformance
{
    protected override IOpenLedger Open() => new OpenSqliteLedger(Directory);
}
