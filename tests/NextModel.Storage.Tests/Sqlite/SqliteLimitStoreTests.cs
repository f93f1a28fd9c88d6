using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteLimitStoreTests : BudgetCountConformance
{
    protected override IOpenLimits Open() => new OpenSqliteLedger(Directory);
}
