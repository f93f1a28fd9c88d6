using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteSessionStoreTests : SessionStoreConformance
{
    protected override IOpenAccounts Open() => new OpenSqliteTenancy(Directory, _ => "signature");
}
