using Microsoft.Data.Sqlite;
using NextModel.Credits;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class SqliteCreditStoreTests : CreditStoreConformance
{
    protected override IOpenCredits Open() => new OpenSqliteCredits(Directory);

    [Theory]
    [InlineData("UPDATE credit_transfers SET balance = 0")]
    [InlineData("DELETE FROM credit_transfers")]
    [InlineData("UPDATE credit_entries SET amount = 0")]
    [InlineData("DELETE FROM credit_entries")]
    public async Task Transfers_ChangedOrRemoved_AreRefusedByTheDatabase(string sql)
    {
        using var opened = await PostedAsync();

        Should.Throw<SqliteException>(() => opened.Execute(sql)).Message.ShouldContain("never");
    }

    [Theory]
    [InlineData("INSERT INTO credit_entries SELECT position, 6, zeroblob(16), 1 FROM credit_transfers", "sum to 0.000000001, not to zero")]
    [InlineData("UPDATE credit_balances SET balance = balance + 1", "its balance says 0.000000101")]
    [InlineData("DROP TRIGGER credit_transfers_stay; UPDATE credit_transfers SET balance = 99", "it says 0.000000099")]
    public async Task Check_AnythingThatDoesNotAddUp_IsFound(string sql, string finding)
    {
        using var opened = await PostedAsync();

        opened.Execute(sql);

        (await opened.Credits.CheckAsync(Cancellation)).ShouldHaveSingleItem().ShouldContain(finding);
    }

    private async Task<OpenSqliteCredits> PostedAsync()
    {
        var opened = new OpenSqliteCredits(Directory);
        await opened.AddAsync(SampleTenant.Caller().Organization);
        await opened.Credits.PostAsync(new CreditPosting { Transfers = [Transfer(CreditTransferKind.TopUp, 100)] }, Cancellation);
        return opened;
    }
}
