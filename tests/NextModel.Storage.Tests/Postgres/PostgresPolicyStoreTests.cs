using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

public sealed class PostgresPolicyStoreTests : PolicyStoreConformance
{
    protected override IOpenPolicies Open() => new OpenPostgres(Directory);
}
