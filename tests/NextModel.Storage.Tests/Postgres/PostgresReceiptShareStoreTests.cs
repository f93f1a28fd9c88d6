using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresReceiptShareStoreTests : ReceiptShareStoreConformance
{
    protected override IOpenShares Open() => new OpenPostgres(Directory);
}
