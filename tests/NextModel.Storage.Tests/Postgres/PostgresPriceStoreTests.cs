using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresPriceStoreTests : PriceStoreConformance
{
    protected override IOpenPrices Open() => new OpenPostgres(Directory);
}
