using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresSessionStoreTests : SessionStoreConformance
{
    protected override IOpenAccounts Open() => new OpenPostgres(Directory);
}
