using NextModel.Credits;
using NextModel.Storage.Tests.Conformance;
using Npgsql;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>Credit in PostgreSQL keeps the contract.</summary>
public sealed class PostgresCreditStoreTests : CreditStoreConformance
{
    [Theory]
    [InlineData("UPDATE credit_transfers SET balance = 0")]
    [InlineData("DELETE FROM credit_transfers")]
    [InlineData("UPDATE credit_entries SET amount = 0")]
    [InlineData("DELETE FROM credit_entries")]
    public async Task Execute_AChangeOfWhatWasPosted_IsRefused(string change)
    {
        using var opened = new OpenPostgresLedger(Directory);
        await opened.AddAsync(Testing.Ledger.SampleTenant.Caller().Organization);
        await opened.Credits.PostAsync(new CreditPosting { Transfers = [Transfer(CreditTransferKind.TopUp, 5)] }, Cancellation);

        Should.Throw<PostgresException>(() => opened.Execute(change));
    }

    protected override IOpenCredits Open() => new OpenPostgresLedger(Directory);
}
