using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Identity;
using NextModel.Policies;
using NextModel.Storage.Sqlite.Accounts;
using NextModel.Storage.Sqlite.Audit;
using NextModel.Storage.Sqlite.Policies;
using NextModel.Storage.Sqlite.Tenancy;
using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>A data directory with the SQLite stores of tenancy, accounts, policies and audit open in it.</summary>
internal sealed class OpenSqliteTenancy : IOpenTenancy, IOpenPolicies, IOpenAccounts
{
    private readonly OpenSqliteLedger _opened;
    private readonly SqliteAuditStore _audits;

    public OpenSqliteTenancy(string directory, Func<byte[], string> sign)
    {
        _opened = new OpenSqliteLedger(directory);
        _audits = new SqliteAuditStore(_opened.Database, new AuditSeal(sign));
    }

    public IAuditStore Audits => _audits;

    public ITenancyStore Tenancy => new SqliteTenancyStore(_opened.Database, _audits);

    public IAccountStore Accounts => new SqliteAccountStore(_opened.Database, _audits);

    public ISessionStore Sessions => new SqliteSessionStore(_opened.Database, _audits);

    public IPolicyStore Policies => new SqlitePolicyStore(_opened.Database, _audits);

    public void RefuseAuditEntries() => _opened.RefuseAuditEntries();

    public void Dispose() => _opened.Dispose();
}
