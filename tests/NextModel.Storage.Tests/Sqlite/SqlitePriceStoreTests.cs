using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqlitePriceStoreTests : PriceStoreConformance
{
    protected override IOpenPrices Open() => new OpenSqliteLedger(Directory);
}
