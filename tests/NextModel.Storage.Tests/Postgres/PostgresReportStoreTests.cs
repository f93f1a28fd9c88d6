using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Reports over the PostgreSQL ledger, from a replica's own derived file.</summary>
public sealed class PostgresReportStoreTests : ReportStoreConformance
{
    protected override IOpenReports Open(string directory) => new OpenPostgresLedger(directory);
}
