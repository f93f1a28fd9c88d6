using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Reporting;
using NextModel.Secrets;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

public sealed class IntentRecoveryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);
    private readonly DataKeyRing _keys = new();
    private readonly BudgetKeeper _budgets;

    public IntentRecoveryTests()
    {
        _budgets = new BudgetKeeper(_time);
        _keys.Add(SampleTenant.Caller(1).Organization.Id, new DataKey(new byte[32]));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task RunAsync_RequestLeftBehind_GetsAnInterruptedReceipt()
    {
        using var opened = new OpenSqliteReports(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        var entry = Begin(1);

        (await RecoverAsync(opened, ledger)).ShouldBe(1);

        var scope = new ReceiptScope(entry.Caller.Organization.Id, entry.Caller.Project.Id);
        var text = (await new ReceiptReader(opened.Store, opened.Index).FindAsync(entry.Id, scope, Cancellation)).ShouldNotBeNull();
        using var receipt = JsonDocument.Parse(text);
        var root = receipt.RootElement;
        root.GetProperty("outcome").GetString().ShouldBe("interrupted");
        root.GetProperty("started_at").GetString().ShouldBe("2026-11-21T09:30:00.000Z");
        root.GetProperty("usage").GetProperty("source").GetString().ShouldBe("none");
        root.GetProperty("billing").GetProperty("amount").GetString().ShouldBe("0.000000000");
        root.GetProperty("billing").GetProperty("currency").GetString().ShouldBe("USD");
        root.GetProperty("attempts")[0].GetProperty("outcome").GetString().ShouldBe("unknown");
        root.GetProperty("attempts")[0].GetProperty("upstream_model").GetString().ShouldBe("Qwen/Qwen3-8B");
        root.GetProperty("key").GetProperty("name").GetString().ShouldBe("ci 1");
        root.GetProperty("request_digest").GetString()!.ShouldStartWith("hmac-sha256:");
        using var again = IntentLog.Open(_directory.File("intents.bin"), 8);
        again.Pending.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunAsync_RequestHeldOfABudget_HoldsItAsUnknown()
    {
        using var opened = new OpenSqliteReports(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        var budget = new Budget
        {
            Id = Guid.NewGuid(),
            OrganizationId = SampleTenant.Caller(1).Organization.Id,
            Scope = BudgetScope.Project,
            ScopeId = SampleTenant.Caller(1).Project.Id,
            LimitNano = 1_000,
            Period = BudgetPeriod.Total,
            CreatedAt = SampleTenant.Day,
        };
        _budgets.Put(budget);
        _budgets.TryReserve(_budgets.ChainOf(SampleTenant.Caller(1), "my-model", "")!, 300, out var reservation).ShouldBeNull();
        var entry = Begin(1, reservation);
        _budgets.Abandon(reservation!, wasDispatched: false);

        (await RecoverAsync(opened, ledger)).ShouldBe(1);

        _budgets.StateOf(budget.Id)!.UnknownNano.ShouldBe(300);
        var scope = new ReceiptScope(entry.Caller.Organization.Id, entry.Caller.Project.Id);
        var text = (await new ReceiptReader(opened.Store, opened.Index).FindAsync(entry.Id, scope, Cancellation)).ShouldNotBeNull();
        Encoding.UTF8.GetString(text).ShouldContain(
            $"\"budgets\":[{{\"clamped_max_output_tokens\":null,\"id\":\"{budget.WireId}\",\"reserved\":\"0.000000300\",\"settled\":\"0.000000000\",\"unknown\":\"0.000000300\"}}]");
    }

    [Fact]
    public async Task RunAsync_KilledBeforeTheSlotWasFreed_WritesNoSecondReceipt()
    {
        using var opened = new OpenSqliteReports(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        Begin(1);
        var intents = await File.ReadAllBytesAsync(_directory.File("intents.bin"), Cancellation);
        (await RecoverAsync(opened, ledger)).ShouldBe(1);
        await File.WriteAllBytesAsync(_directory.File("intents.bin"), intents, Cancellation);

        (await RecoverAsync(opened, ledger)).ShouldBe(0);

        (await opened.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_ReceiptAlreadyDurable_OnlyFreesTheSlot()
    {
        using var opened = new OpenSqliteReports(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        var entry = Begin(1);
        await ledger.Writer.AppendAsync(entry);

        (await RecoverAsync(opened, ledger)).ShouldBe(0);

        var row = (await opened.Store.ReadAsync(0, 10, Cancellation)).ShouldHaveSingleItem();
        Encoding.UTF8.GetString(row.TryReadText()!).ShouldContain("\"outcome\":\"completed\"");
    }

    [Fact]
    public async Task RunAsync_OrganizationGoneOrSlotDamaged_FreesTheSlot()
    {
        using var opened = new OpenSqliteReports(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        Begin(7);
        Begin(1);
        using (var file = File.OpenWrite(_directory.File("intents.bin")))
        {
            file.Position = 1024 + 100;
            file.WriteByte(0xFF);
        }

        (await RecoverAsync(opened, ledger)).ShouldBe(0);

        using var again = IntentLog.Open(_directory.File("intents.bin"), 8);
        again.Pending.ShouldBeEmpty();
    }

    // A process that begins a request and dies.
    private LedgerEntry Begin(int organization, BudgetReservation? reservation = null)
    {
        using var intents = IntentLog.Open(_directory.File("intents.bin"), 8);
        var entry = SampleEntries.Fresh(SampleTenant.Caller(organization), Guid.CreateVersion7(SampleTenant.Day));
        entry.Reservation = reservation;
        intents.TryBegin(entry, out _).ShouldBeTrue();
        return entry;
    }

    private async Task<int> RecoverAsync(OpenSqliteReports opened, TestLedger ledger)
    {
        using var intents = IntentLog.Open(_directory.File("intents.bin"), 8);
        return await new IntentRecovery(intents, opened.Index, ledger.Writer, _budgets, _keys, NullLogger<IntentRecovery>.Instance).RunAsync(Cancellation);
    }
}
