using NextModel.Credits;
using NextModel.Errors;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Ledger;
using NextModel.Tests.Limits;

namespace NextModel.Tests.Credits;

/// <summary>What may be posted by hand, what is refused, and in which order credit is spent.</summary>
public sealed class CreditBookTests : IDisposable
{
    private readonly CreditDesk _desk = new(new MemoryCreditStore(), new ManualTime(SampleTenant.Day));

    public void Dispose() => _desk.Dispose();

    [Fact]
    public void ChainOf_NobodyNeedsCredit_CostsNothing()
    {
        TopUp("a", 100);

        _desk.Keeper.ChainOf(SampleTenant.Caller(), "m", "").ShouldBeNull();
        _desk.Enforce();
        _desk.Keeper.ChainOf(SampleTenant.Caller(), "m", "").ShouldNotBeNull().HasHard.ShouldBeTrue();
        _desk.Keeper.ChainOf(SampleTenant.Caller(2), "m", "").ShouldBeNull();
        _desk.Keeper.ChainOf(SampleTenant.Caller(), "m", "", simulated: true).ShouldBeNull();
    }

    [Fact]
    public void Spend_PromosAndPaid_NearestEndFirstThenPaid()
    {
        _desk.Enforce();
        TopUp("a", 100);
        var late = Promo(30, hours: 48);
        var never = Promo(10, hours: null);
        var soon = Promo(20, hours: 24);

        Charge(25).ShouldBe([(soon, -20), (late, -5), (null, 25)]);
        Charge(50).ShouldBe([(late, -25), (never, -10), (null, -15), (null, 50)]);
        _desk.State().PaidNano.ShouldBe(85);
    }

    [Fact]
    public void Promo_EndsUnderARequest_KeepsWhatItNeedsAndNoMore()
    {
        _desk.Enforce();
        Promo(50, hours: 1);
        var held = Reserve(30);
        _desk.Time.Advance(TimeSpan.FromHours(1));

        _desk.State().AvailableNano.ShouldBe(0);
        _desk.Expire();
        _desk.State().BalanceNano.ShouldBe(30);

        // What is paid now covers a part of it, and the promo keeps no more than it must.
        TopUp("a", 5);
        _desk.State().AvailableNano.ShouldBe(0);
        Commit(held, 12);
        _desk.Expire();
        _desk.State().BalanceNano.ShouldBe(5);
        _desk.Store.Transfers.Count(posted => posted.Transfer.Kind == CreditTransferKind.Expiry).ShouldBe(2);
    }

    [Fact]
    public void Promo_Ended_IsNotSpentThoughItIsNotPostedYet()
    {
        _desk.Enforce();
        Promo(50, hours: 1);
        _desk.Time.Advance(TimeSpan.FromHours(1));

        _desk.Keeper.TryReserve(_desk.Keeper.ChainOf(SampleTenant.Caller(), "m", "")!, 1, out _).ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.InsufficientCredit);
    }

    [Fact]
    public void TryReserve_CreditAndBudget_TheTighterRefusesAndNothingIsHeld()
    {
        _desk.Enforce();
        TopUp("a", 100);
        _desk.Keeper.Put(BudgetSamples.Budget(limit: 60));
        var chain = _desk.Keeper.ChainOf(SampleTenant.Caller(), "m", "")!;

        _desk.Keeper.TryReserve(chain, 61, out _).ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.BudgetExceeded);
        _desk.Keeper.TryReserve(chain, 60, out var held).ShouldBeNull();
        _desk.State().AvailableNano.ShouldBe(40);
        _desk.Keeper.Abandon(held!, wasDispatched: false);
        Adjust(-70);
        _desk.Keeper.TryReserve(chain, 50, out _).ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.InsufficientCredit);
        _desk.Keeper.States().ShouldHaveSingleItem().ReservedNano.ShouldBe(0);
        _desk.State().AvailableNano.ShouldBe(30);
    }

    [Fact]
    public void Post_SameExternalId_IsTheOneThatWasPosted()
    {
        var first = TopUp("a", 100);

        TopUp("a", 100).ShouldBe(first);
        _desk.Refused(new CreditOrder(CreditTransferKind.TopUp) { Nano = 101, ExternalId = "a" }).Code.ShouldBe(GatewayErrorCode.IdempotencyConflict);
        _desk.Refused(new CreditOrder(CreditTransferKind.Promo) { Nano = 100, ExternalId = "a", Reason = "x" }).Code.ShouldBe(GatewayErrorCode.IdempotencyConflict);
        _desk.Posted(new CreditOrder(CreditTransferKind.TopUp) { Nano = 7, ExternalId = "a" }, organization: 2).Transfer.AmountNano.ShouldBe(7);
        _desk.State().BalanceNano.ShouldBe(100);
    }

    [Fact]
    public void Refund_MoreThanThePayment_IsRefused()
    {
        TopUp("a", 100);
        _desk.Posted(Refund("r1", "a", 70)).Transfer.AmountNano.ShouldBe(-70);

        _desk.Refused(Refund("r2", "a", 31)).Code.ShouldBe(GatewayErrorCode.Conflict);
        _desk.Refused(Refund("r3", "nothing", 1)).Code.ShouldBe(GatewayErrorCode.NotFound);
        _desk.Refused(Refund("r4", "a", 1), organization: 2).Code.ShouldBe(GatewayErrorCode.NotFound);
        _desk.Posted(Refund("r2", "a", 30));
        _desk.State().BalanceNano.ShouldBe(0);
    }

    // Moonshot, Paddle: a bank takes back what has been spent.
    [Fact]
    public void Chargeback_OfWhatWasSpent_GoesBelowZeroAndTheNextTopUpFillsTheHole()
    {
        _desk.Enforce();
        TopUp("a", 100);
        Charge(80);
        _desk.Posted(Refund("c1", "a", 100) with { Kind = CreditTransferKind.Chargeback });

        _desk.State().BalanceNano.ShouldBe(-80);
        var chain = _desk.Keeper.ChainOf(SampleTenant.Caller(), "m", "")!;
        _desk.Keeper.TryReserve(chain, 0, out _).ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.InsufficientCredit);
        TopUp("b", 90);
        _desk.State().AvailableNano.ShouldBe(10);
        _desk.Keeper.TryReserve(chain, 10, out _).ShouldBeNull();
    }

    [Fact]
    public void Promo_CoversADebtAndEnds_BringsTheDebtOut()
    {
        _desk.Enforce();
        TopUp("a", 100);
        Charge(80);
        Promo(90, hours: 1);
        _desk.Posted(Refund("c1", "a", 100) with { Kind = CreditTransferKind.Chargeback });
        _desk.State().AvailableNano.ShouldBe(10);
        var held = Reserve(10);

        _desk.Time.Advance(TimeSpan.FromHours(1));
        _desk.Expire();

        _desk.State().AvailableNano.ShouldBe(-80);
        Commit(held, 10);
        _desk.Expire();
        _desk.State().BalanceNano.ShouldBe(-80);
    }

    [Fact]
    public void Adjust_MoreThanIsLeftOrHeld_IsRefused()
    {
        _desk.Enforce();
        TopUp("a", 100);
        Promo(50, hours: 9);
        var held = Reserve(120);

        _desk.Refused(Adjustment(-31)).Code.ShouldBe(GatewayErrorCode.Conflict);
        Adjust(-30);
        _desk.State().AvailableNano.ShouldBe(0);
        Commit(held, 0);
        _desk.Refused(Adjustment(-71)).Code.ShouldBe(GatewayErrorCode.Conflict, "what is left beyond 70 was not paid");
    }

    [Fact]
    public void Reverse_TopUpPromoOrAdjustment_OnceAndOnlyWhatIsLeft()
    {
        _desk.Enforce();
        var paid = TopUp("a", 100);
        var promo = _desk.Posted(new CreditOrder(CreditTransferKind.Promo) { Nano = 40, Reason = "x" });
        Charge(1);

        _desk.Refused(Reversal(promo)).Code.ShouldBe(GatewayErrorCode.Conflict, "a part of the promo is spent");
        _desk.Posted(Reversal(paid)).Transfer.AmountNano.ShouldBe(-100);
        _desk.Refused(Reversal(paid)).Code.ShouldBe(GatewayErrorCode.Conflict);
        _desk.Refused(Refund("r", "a", 1)).Code.ShouldBe(GatewayErrorCode.Conflict, "all of it is taken back");
        _desk.Refused(Reversal(_desk.Store.Transfers[^1])).Code.ShouldBe(GatewayErrorCode.Conflict, "a reversal stands");
        _desk.State().BalanceNano.ShouldBe(39);
    }

    [Fact]
    public void Post_StoreFails_HoldsNothingAndChangesNothing()
    {
        _desk.Enforce();
        TopUp("a", 100);
        var promo = _desk.Posted(new CreditOrder(CreditTransferKind.Promo) { Nano = 40, Reason = "x" });
        _desk.Store.Fails = true;

        Should.Throw<IOException>(() => _desk.Post(Adjustment(-50)));
        Should.Throw<IOException>(() => _desk.Post(Reversal(promo)));
        Should.Throw<IOException>(() => _desk.Post(new CreditOrder(CreditTransferKind.TopUp) { Nano = 9, ExternalId = "b" }));

        _desk.State().AvailableNano.ShouldBe(140);
        _desk.Store.Fails = false;
        Charge(140).ShouldBe([(promo.Transfer.Id, -40), (null, -100), (null, 140)]);
    }

    [Fact]
    public void Charge_CommitFails_IsUndone()
    {
        _desk.Enforce();
        Promo(10, hours: 5);
        TopUp("a", 10);
        var held = Reserve(15);
        var charges = Close(held, 15);

        charges.RollBack();
        _desk.Keeper.Hold(held);

        var state = _desk.State();
        (state.BalanceNano, state.ReservedNano, state.AvailableNano, state.PaidNano).ShouldBe((20, 15, 5, 10));
    }

    // A commit takes a while: what it charges must not be missing twice, nor be there twice.
    [Fact]
    public void Charge_CommitUnderWay_LeavesAvailableWhatItWas()
    {
        _desk.Enforce();
        Promo(10, hours: 5);
        TopUp("a", 90);
        var held = Reserve(60);
        var charges = Close(held, 45);
        _desk.State().AvailableNano.ShouldBe(40);

        charges.Commit();
        _desk.State().AvailableNano.ShouldBe(40);
        _desk.Keeper.Settle(held);

        _desk.State().AvailableNano.ShouldBe(55);
    }

    [Fact]
    public void Charges_OfOneCommit_AreOneTransferForEachOrganization()
    {
        var charges = new CreditCharges();
        foreach (var organization in new[] { 1, 2 })
        {
            _desk.Enforce(organization: organization);
            _desk.Posted(new CreditOrder(CreditTransferKind.TopUp) { Nano = 10_000, ExternalId = "a" }, organization);
            var chain = _desk.Keeper.ChainOf(SampleTenant.Caller(organization), "m", "")!;
            for (var sequence = 1; sequence <= 100; sequence++)
            {
                _desk.Keeper.TryReserve(chain, 50, out var held).ShouldBeNull();

                // Every second one was free.
                charges.Add(held!.Credit, sequence % 2 == 0 ? organization : 0, Guid.Empty, sequence);
            }
        }

        charges.Close(_desk.Time.GetUtcNow());

        charges.All.Select(charge => (charge.AmountNano, charge.Receipts!.First, charge.Receipts.Last, charge.Receipts.Count))
            .ShouldBe([(-50, 2, 100, 50), (-100, 2, 100, 50)]);
    }

    [Fact]
    public void Balance_BeyondWhatStorageHolds_IsRefused()
    {
        for (var n = 0; n < 4; n++)
        {
            TopUp($"t{n}", 1_000_000_000_000_000_000);
        }

        _desk.Refused(new CreditOrder(CreditTransferKind.TopUp) { Nano = 1, ExternalId = "x" }).Param.ShouldBe("amount");
    }

    private PostedTransfer TopUp(string externalId, long nano) => _desk.Posted(new CreditOrder(CreditTransferKind.TopUp) { Nano = nano, ExternalId = externalId });

    private Guid Promo(long nano, int? hours) => _desk.Posted(new CreditOrder(CreditTransferKind.Promo)
    {
        Nano = nano,
        Reason = "x",
        ExpiresAt = hours is { } later ? _desk.Time.GetUtcNow().AddHours(later) : null,
    }).Transfer.Id;

    private void Adjust(long nano) => _desk.Posted(Adjustment(nano));

    private static CreditOrder Adjustment(long nano) => new(CreditTransferKind.Adjustment) { Nano = nano, Reason = "x" };

    private static CreditOrder Refund(string id, string payment, long nano) => new(CreditTransferKind.Refund) { Nano = nano, ExternalId = id, Payment = payment };

    private static CreditOrder Reversal(PostedTransfer posted) => new(CreditTransferKind.Reversal) { Reverses = posted.Transfer.Id, Reason = "x" };

    private BudgetReservation Reserve(long nano)
    {
        _desk.Keeper.TryReserve(_desk.Keeper.ChainOf(SampleTenant.Caller(), "m", "")!, nano, out var held).ShouldBeNull();
        return held!;
    }

    private CreditCharges Close(BudgetReservation held, long nano)
    {
        held.SettledNano = nano;
        var charges = new CreditCharges();
        charges.Add(held.Credit, nano, Guid.Empty, 1);
        charges.Close(_desk.Time.GetUtcNow());
        return charges;
    }

    private void Commit(BudgetReservation held, long nano)
    {
        var charges = Close(held, nano);
        _desk.Store.Add(charges.All);
        charges.Commit();
        _desk.Keeper.Settle(held);
    }

    // A request of exactly that cost, and the entries of its charge.
    private IEnumerable<(Guid? Promo, long Nano)> Charge(long nano)
    {
        Commit(Reserve(nano), nano);
        return _desk.Store.Transfers[^1].Transfer.Entries.Select(entry => (entry.Promo, entry.Nano));
    }
}
