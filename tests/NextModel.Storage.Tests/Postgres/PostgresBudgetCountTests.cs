using NextModel.Storage.Tests.Conformance;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>The PostgreSQL ledger counts budgets.</summary>
public sealed class PostgresBudgetCountTests : BudgetCountConformance
{
    protected override IOpenLimits Open() => new OpenPostgresLedger(Directory);
}
