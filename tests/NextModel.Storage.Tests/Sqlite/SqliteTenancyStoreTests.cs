using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteTenancyStoreTests : TenancyStoreConformance
{
    protected override IOpenTenancy Open() => new OpenSqliteTenancy(Directory, _ => "signature");
}
