using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresReconciliationStoreTests : ReconciliationStoreConformance
{
    protected override IOpenReconciliations Open() => new OpenPostgres(Directory);
}
