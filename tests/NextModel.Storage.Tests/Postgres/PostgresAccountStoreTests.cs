using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresAccountStoreTests : AccountStoreConformance
{
    protected override IOpenAccounts Open() => new OpenPostgres(Directory);
}
