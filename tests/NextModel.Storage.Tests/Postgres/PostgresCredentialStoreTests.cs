using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresCredentialStoreTests : CredentialStoreConformance
{
    protected override IOpenCredentials Open() => new OpenPostgres(Directory);
}
