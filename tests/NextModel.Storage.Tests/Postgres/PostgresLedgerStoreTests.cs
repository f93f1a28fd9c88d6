using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>The PostgreSQL ledger keeps the contract.</summary>
public sealed class PostgresLedgerStoreTests : LedgerStoreConformance
{
    protected override IOpenLedger Open() => new OpenPostgresLedger(Directory);
}
