using NextModel.Audit;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store must do about budgets: count them in the commit of the receipts, and give back what was put in.</summary>
public abstract class BudgetCountConformance : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    protected string Directory => _directory.Path;

    protected ManualTime Time { get; } = new(SampleTenant.Day);

    protected static AuditDraft Audit { get; } = new(AuditActor.CommandLine, "budget.change", "bud_1", "org_1", SampleTenant.Day);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything.</summary>
    protected abstract IOpenLimits Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Load_WhatWasPut_IsTheSameAfterReopening()
    {
        var budget = Budget() with { Name = "spring", Model = "m", Workload = "w", IsHard = false, Thresholds = BudgetThresholds.Parse("50,80"), ThresholdsSince = SampleTenant.Day, Period = BudgetPeriod.Week, TimeZone = "Europe/London" };
        using (var opened = Open())
        {
            await opened.AddAsync(SampleTenant.Caller().Organization);
            await opened.Limits.PutBudgetAsync(budget, Audit, Cancellation);
            await opened.Limits.PutBudgetAsync(budget with { LimitNano = 7, IsHard = true, Name = "summer", Version = 2 }, Audit, Cancellation);
            await opened.Limits.PutRateLimitsAsync(new RateRule("key_1", new RateLimits(1, null, 3), 1), Audit, Cancellation);
            await opened.Limits.PutRateLimitsAsync(new RateRule("key_2", new RateLimits(null, 2, null), 1), Audit, Cancellation);
            await opened.Limits.PutRateLimitsAsync(new RateRule("key_2", RateLimits.None, 2), Audit, Cancellation);
        }

        using var reopened = Open();
        var records = await reopened.Limits.LoadAsync(Cancellation);

        records.Budgets.ShouldHaveSingleItem().ShouldBe((budget with { LimitNano = 7, IsHard = true, Name = "summer", Version = 2 }, null));
        records.Rates.ShouldBe([new RateRule("key_1", new RateLimits(1, null, 3), 1), new RateRule("key_2", RateLimits.None, 2)], ignoreOrder: true);
    }

    [Fact]
    public async Task Append_ManyAtOnce_CountsEachReceiptOnceInItsWindow()
    {
        var budget = Budget();
        using (var opened = Open())
        {
            using var ledger = await StartAsync(opened);
            await opened.AddAsync(SampleTenant.Caller().Organization);
            await opened.Limits.PutBudgetAsync(budget, Audit, Cancellation);
            await Task.WhenAll(Enumerable.Range(0, 300).Select(n => Task.Run(
                () => AppendAsync(ledger, new BudgetShare(budget.Id, n % 3), settled: n), Cancellation)));
            await ledger.Writer.AppendAsync(Entry(ledger, BudgetReservation.LeftBehind([new BudgetShare(budget.Id, 2)], 50)));
        }

        using var reopened = Open();
        var (_, newest) = (await reopened.Limits.LoadAsync(Cancellation)).Budgets.ShouldHaveSingleItem();

        (await reopened.Limits.ReadCountsAsync(budget.Id, 1, Cancellation)).Select(c => c.WindowStart).ShouldBe([1, 2]);
        newest.ShouldBe(new BudgetCount(budget.Id, 2, Enumerable.Range(0, 300).Where(n => n % 3 == 2).Sum(), 50));
        await reopened.Limits.ReconcileAsync(budget with { Version = 2 }, new BudgetCount(budget.Id, 2, 20, 50), Audit, Cancellation);
        var (reconciled, counted) = (await reopened.Limits.LoadAsync(Cancellation)).Budgets[0];
        reconciled.Version.ShouldBe(2);
        counted!.Value.ShouldBe(newest!.Value with
        {
            SettledNano = newest.Value.SettledNano + 20,
            UnknownNano = 0,
        });
        await reopened.Limits.DeleteBudgetAsync(budget.Id, Audit, Cancellation);
        (await reopened.Limits.LoadAsync(Cancellation)).Budgets.ShouldBeEmpty();
    }

    // The budget was deleted under a request in flight: its receipt must be written all the same.
    [Fact]
    public async Task Append_BudgetThatIsGone_IsDurable()
    {
        using var opened = Open();
        using var ledger = await StartAsync(opened);

        (await AppendAsync(ledger, new BudgetShare(Guid.NewGuid(), 1), settled: 5)).IsDurable.ShouldBeTrue();
    }

    // A change without its entry, or an entry without its change.
    [Fact]
    public async Task Put_EntryThatCannotBeWritten_LeavesNoChange()
    {
        var budget = Budget();
        using var opened = Open();
        await opened.AddAsync(SampleTenant.Caller().Organization);
        await opened.Limits.PutBudgetAsync(budget, Audit, Cancellation);
        opened.RefuseAuditEntries();

        await Should.ThrowAsync<Exception>(async () => await opened.Limits.PutBudgetAsync(budget with { LimitNano = 7 }, Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Limits.DeleteBudgetAsync(budget.Id, Audit, Cancellation));
        await Should.ThrowAsync<Exception>(async () => await opened.Limits.PutRateLimitsAsync(new RateRule("key_1", new RateLimits(1, null, 3), 1), Audit, Cancellation));

        var records = await opened.Limits.LoadAsync(Cancellation);
        records.Budgets.ShouldHaveSingleItem().Budget.ShouldBe(budget);
        records.Rates.ShouldBeEmpty();
    }

    private static Budget Budget() => new()
    {
        Id = Guid.NewGuid(),
        OrganizationId = SampleTenant.Caller().Organization.Id,
        Scope = BudgetScope.Project,
        ScopeId = SampleTenant.Caller().Project.Id,
        LimitNano = 1_000,
        Period = BudgetPeriod.Day,
        CreatedAt = SampleTenant.Day,
    };

    private static LedgerEntry Entry(TestLedger ledger, BudgetReservation reservation)
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(), ledger.NewId());
        entry.Reservation = reservation;
        return entry;
    }

    private static async Task<LedgerCommit> AppendAsync(TestLedger ledger, BudgetShare share, long settled)
    {
        var reservation = BudgetReservation.LeftBehind([share], 0);
        reservation.SettledNano = settled;
        return await ledger.Writer.AppendAsync(Entry(ledger, reservation));
    }

    private Task<TestLedger> StartAsync(IOpenLimits opened) => TestLedger.StartAsync(opened.Store, Directory, Time, Cancellation);
}
