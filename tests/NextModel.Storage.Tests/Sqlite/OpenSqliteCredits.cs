using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Storage.Sql.Credits;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>A data directory with the SQLite credit store open in it.</summary>
internal sealed class OpenSqliteCredits : IOpenCredits
{
    private readonly OpenSqliteLedger _ledger;

    public OpenSqliteCredits(string directory) => _ledger = new OpenSqliteLedger(directory);

    public ICreditStore Credits => new SqlCreditStore(new SqliteAuditStore(_ledger.Database, null));

    public ILedgerStore Ledger => _ledger.Store;

    public ValueTask AddAsync(Organization organization) => _ledger.AddAsync(organization);

    /// <summary>Runs a statement on the writing connection.</summary>
    public void Execute(string sql) => _ledger.Execute(sql);

    public void Dispose()
    {
        _ledger.Dispose();
    }
}
