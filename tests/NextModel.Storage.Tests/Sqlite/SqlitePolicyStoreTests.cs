using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqlitePolicyStoreTests : PolicyStoreConformance
{
    protected override IOpenPolicies Open() => new OpenSqliteTenancy(Directory, _ => "signature");
}
