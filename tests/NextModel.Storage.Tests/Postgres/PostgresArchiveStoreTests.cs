using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Archives of the PostgreSQL ledger.</summary>
public sealed class PostgresArchiveStoreTests : ArchiveStoreConformance
{
    protected override IOpenReports Open(string directory) => new OpenPostgresLedger(directory);
}
