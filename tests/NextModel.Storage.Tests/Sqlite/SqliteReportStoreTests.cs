using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Reports over the SQLite ledger keep the contract.</summary>
public sealed class SqliteReportStoreTests : ReportStoreConformance
{
    protected override IOpenReports Open(string directory) => new OpenSqliteReports(directory);
}
