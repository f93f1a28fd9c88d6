using NextModel.Credits;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>What every store of credit must do: keep transfers as they were, add them up, and take each thing once.</summary>
public abstract class CreditStoreConformance : IDisposable
{
    private static readonly string Organization = SampleTenant.Caller().Organization.Id;

    private readonly TemporaryDirectory _directory = new();
    private int _made;

    protected string Directory => _directory.Path;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Opens the store, as at a process start. Disposing it closes everything; what was kept is there at the next opening.</summary>
    protected abstract IOpenCredits Open();

    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task List_WhatWasPosted_IsTheSameAfterReopening()
    {
        var promo = Transfer(CreditTransferKind.Promo, 30) with
        {
            ExpiresAt = SampleTenant.Day.AddDays(3),
            ExternalId = "x",
            Payment = "pay",
            Reverses = Guid.CreateVersion7(),
            Reason = "spring",
            Actor = "operator",
        };
        var topUp = Transfer(CreditTransferKind.TopUp, 100);
        using (var opened = await StartAsync())
        {
            await opened.Credits.PostAsync(new CreditPosting { Transfers = [topUp, promo] }, Cancellation);
        }

        using var reopened = Open();
        var posted = await reopened.Credits.ListAsync(new CreditQuery(Organization, 10) { OldestFirst = true }, Cancellation);

        posted.Select(one => one.BalanceNano).ShouldBe([100, 130]);
        posted[1].Position.ShouldBeGreaterThan(posted[0].Position);
        ShouldBeEqual(posted[0].Transfer, topUp);
        ShouldBeEqual(posted[1].Transfer, promo);
        (await reopened.Credits.CheckAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task List_FiltersAndPages_ShowWhatTheyName()
    {
        using var opened = await StartAsync();
        var transfers = Enumerable.Range(1, 9).Select(n => Transfer(n % 3 == 0 ? CreditTransferKind.Adjustment : CreditTransferKind.TopUp, n) with
        {
            ExternalId = $"x{n}",
            At = SampleTenant.Day.AddHours(n),
        }).ToList();
        foreach (var transfer in transfers)
        {
            await opened.Credits.PostAsync(new CreditPosting { Transfers = [transfer] }, Cancellation);
        }

        var all = new CreditQuery(Organization, 4);
        var first = await opened.Credits.ListAsync(all, Cancellation);
        var second = await opened.Credits.ListAsync(all with { After = first[^1].Position }, Cancellation);
        first.Concat(second).Select(one => one.Transfer.AmountNano).ShouldBe([9, 8, 7, 6, 5, 4, 3, 2]);
        (await AmountsAsync(all with { Kind = CreditTransferKind.Adjustment })).ShouldBe([9, 6, 3]);
        (await AmountsAsync(all with { ExternalId = "x5" })).ShouldBe([5]);
        (await AmountsAsync(all with { Id = transfers[1].Id })).ShouldBe([2]);
        (await AmountsAsync(all with { From = SampleTenant.Day.AddHours(3), To = SampleTenant.Day.AddHours(5), OldestFirst = true })).ShouldBe([3, 4]);
        (await AmountsAsync(new CreditQuery("org_other", 4))).ShouldBeEmpty();

        async Task<IEnumerable<long>> AmountsAsync(CreditQuery query) => (await opened.Credits.ListAsync(query, Cancellation)).Select(one => one.Transfer.AmountNano);
    }

    [Fact]
    public async Task Load_BalancesAndSetting_AreTheSumsOfEntries()
    {
        var promo = Transfer(CreditTransferKind.Promo, 30) with { ExpiresAt = SampleTenant.Day.AddDays(3) };
        var usedUp = Transfer(CreditTransferKind.Promo, 5);
        using (var opened = await StartAsync())
        {
            await opened.Credits.PostAsync(
                new CreditPosting
                {
                    Transfers =
                    [
                        Transfer(CreditTransferKind.TopUp, 100), promo, usedUp,
                        Transfer(CreditTransferKind.Charge, 0) with
                        {
                            Entries =
                            [
                                new CreditEntry(CreditAccountKind.Promo, promo.Id, -10), new CreditEntry(CreditAccountKind.Promo, usedUp.Id, -5),
                                new CreditEntry(CreditAccountKind.Paid, null, -120), new CreditEntry(CreditAccountKind.Revenue, null, 135),
                            ],
                        },
                    ],
                    Setting = new CreditSetting(Organization, true, 1),
                },
                Cancellation);
            await opened.Credits.PostAsync(new CreditPosting { Setting = new CreditSetting(Organization, false, 2) }, Cancellation);
        }

        using var reopened = Open();
        var balance = (await reopened.Credits.LoadAsync(Cancellation)).ShouldHaveSingleItem();

        (balance.OrganizationId, balance.Currency, balance.IsEnforced, balance.Version, balance.PaidNano).ShouldBe((Organization, "USD", false, 2, -20));
        balance.Promos.ShouldHaveSingleItem().ShouldBe(new CreditPromo(promo.Id, promo.ExpiresAt, 20));
        (await reopened.Credits.CheckAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Post_ExternalIdEventOrReversalTwice_IsRefusedWhole()
    {
        using var opened = await StartAsync();
        var undone = Guid.CreateVersion7();
        var told = new PaymentEvent("stripe", "evt_1", "x", "pay", "USD");
        await opened.Credits.PostAsync(
            new CreditPosting { Transfers = [Transfer(CreditTransferKind.TopUp, 1) with { ExternalId = "x", Reverses = undone }], Event = told }, Cancellation);

        foreach (var twice in new[]
        {
            new CreditPosting { Transfers = [Transfer(CreditTransferKind.TopUp, 2), Transfer(CreditTransferKind.TopUp, 3) with { ExternalId = "x" }] },
            new CreditPosting { Transfers = [Transfer(CreditTransferKind.Reversal, 4) with { Reverses = undone }] },
            new CreditPosting { Transfers = [Transfer(CreditTransferKind.TopUp, 5)], Event = told },
        })
        {
            await Should.ThrowAsync<InvalidOperationException>(async () => await opened.Credits.PostAsync(twice, Cancellation));
        }

        (await opened.Credits.ListAsync(new CreditQuery(Organization, 10), Cancellation)).ShouldHaveSingleItem().BalanceNano.ShouldBe(1);
        (await opened.Credits.HasEventAsync("stripe", "evt_1", Cancellation)).ShouldBeTrue();
        (await opened.Credits.HasEventAsync("paddle", "evt_1", Cancellation)).ShouldBeFalse();
    }

    [Fact]
    public async Task FindPayment_WhatIsKnown_IsTheNewest()
    {
        using var opened = await StartAsync();
        var waiting = new Payment("stripe", "pi_1", "USD").With(new PaymentFact("re_1", PaymentFactKind.Refund, PaymentFactState.Pending, 60));
        await opened.Credits.PostAsync(new CreditPosting { Payment = waiting }, Cancellation);
        var paid = waiting.Paid(Organization, 120, 100).With(new PaymentFact("re_1", PaymentFactKind.Refund, PaymentFactState.Done, 60))
            .With(new PaymentFact("dp_1", PaymentFactKind.Chargeback, PaymentFactState.Void, 9));
        await opened.Credits.PostAsync(new CreditPosting { Payment = paid with { TakenNano = 50 } }, Cancellation);

        var found = (await opened.Credits.FindPaymentAsync("stripe", "pi_1", Cancellation)).ShouldNotBeNull();

        (found.OrganizationId, found.GrossNano, found.CreditNano, found.TakenNano, found.Currency).ShouldBe((Organization, 120, 100, 50, "USD"));
        found.Facts.ShouldBe(paid.Facts, ignoreOrder: true);
        (await opened.Credits.FindPaymentAsync("paddle", "pi_1", Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task Append_ReceiptsThatCharge_ArePostedWithThem()
    {
        using var opened = await StartAsync();
        if (opened.Ledger is not { } store)
        {
            return;
        }

        var time = new ManualTime(SampleTenant.Day);
        var accounts = new CreditAccounts(time);
        await opened.Credits.PostAsync(
            new CreditPosting { Transfers = [Transfer(CreditTransferKind.TopUp, 1_000_000)], Setting = new CreditSetting(Organization, true, 1) }, Cancellation);
        accounts.Restore(await opened.Credits.LoadAsync(Cancellation));
        var keeper = new BudgetKeeper(time, accounts);
        using var ledger = await TestLedger.StartAsync(store, Directory, time, Cancellation);
        var caller = SampleTenant.Caller();

        await Task.WhenAll(Enumerable.Range(1, 300).Select(n => Task.Run(
            async () =>
            {
                keeper.TryReserve(keeper.ChainOf(caller, "m", "")!, n, out var reservation).ShouldBeNull();
                reservation!.SettledNano = n;
                var entry = SampleEntries.Fresh(caller, ledger.NewId());
                entry.Reservation = reservation;
                (await ledger.Writer.AppendAsync(entry)).IsDurable.ShouldBeTrue();
                keeper.Settle(reservation);
            },
            Cancellation)));

        var charges = await opened.Credits.ListAsync(new CreditQuery(Organization, 1000) { Kind = CreditTransferKind.Charge }, Cancellation);
        charges.Sum(one => one.Transfer.AmountNano).ShouldBe(-300 * 301 / 2);
        charges.Sum(one => one.Transfer.Receipts!.Count).ShouldBe(300);
        charges[0].BalanceNano.ShouldBe(1_000_000 - (300 * 301 / 2));
        accounts.StateOf(Organization, "USD").ShouldSatisfyAllConditions(
            state => state.BalanceNano.ShouldBe(1_000_000 - (300 * 301 / 2)), state => state.ReservedNano.ShouldBe(0), state => state.AvailableNano.ShouldBe(state.BalanceNano));
        (await opened.Credits.CheckAsync(Cancellation)).ShouldBeEmpty();
    }

    /// <summary>A transfer between what was paid, or a promo of its own, and the other side.</summary>
    protected CreditTransfer Transfer(CreditTransferKind kind, long nano)
    {
        var id = Guid.CreateVersion7(SampleTenant.Day.AddMilliseconds(_made++));
        return new CreditTransfer
        {
            Id = id,
            OrganizationId = Organization,
            Kind = kind,
            Currency = "USD",
            At = SampleTenant.Day,
            Entries = kind == CreditTransferKind.Promo
                ? CreditTransfer.Between(CreditAccountKind.Promo, id, CreditAccountKind.PromoExpense, nano)
                : CreditTransfer.Between(CreditAccountKind.Paid, null, CreditAccountKind.Clearing, nano),
        };
    }

    private async Task<IOpenCredits> StartAsync()
    {
        var opened = Open();
        await opened.AddAsync(SampleTenant.Caller().Organization);
        return opened;
    }

    private static void ShouldBeEqual(CreditTransfer transfer, CreditTransfer expected)
    {
        transfer.Entries.ShouldBe(expected.Entries, ignoreOrder: true);
        (transfer with { Entries = expected.Entries }).ShouldBe(expected);
    }
}
