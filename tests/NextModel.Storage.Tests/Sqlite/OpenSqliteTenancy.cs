using NextModel.Accounts;
using NextModel.Audit;
using NextModel.Identity;
using NextModel.Policies;
using NextModel.Storage.Sql.Accounts;
using NextModel.Storage.Sql.Policies;
using NextModel.Storage.Sql.Tenancy;
using NextModel.Storage.Sqlite.Audit;
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

    public ITenancyStore Tenancy => new SqlTenancyStore(_audits);

    public IAccountStore Accounts => new SqlAccountStore(_audits);

    public ISessionStore Sessions => new SqlSessionStore(_audits);

    public IPolicyStore Policies => new SqlPolicyStore(_audits);

    public void RefuseAuditEntries() => _opened.RefuseAuditEntries();

    public void Dispose() => _opened.Dispose();
}
