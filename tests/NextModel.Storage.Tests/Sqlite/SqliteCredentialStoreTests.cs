using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteCredentialStoreTests : CredentialStoreConformance
{
    protected override IOpenCredentials Open() => new OpenSqliteLedger(Directory);
}
