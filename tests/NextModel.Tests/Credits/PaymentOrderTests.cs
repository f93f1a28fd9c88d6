using NextModel.Credits;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Credits;

/// <summary>Events of payments in any order, some more than once: the credit ends the same, and a payment never gives back more than it gave.</summary>
public sealed class PaymentOrderTests
{
    [Fact]
    public void Tell_AnyOrderWithRepeats_EndsTheSame() => Seeds.ForAll(1_000, Play);

    [Fact]
    [Trait("tier", "nightly")]
    public void Tell_AnyOrderWithRepeatsNightly_EndsTheSame() => Seeds.ForAll(20_000, Play);

    [Fact]
    public void Tell_RefundBeforeThePayment_WaitsAndThenCounts()
    {
        using var desk = Desk();

        Result(desk, Fact("e1", "re_1", PaymentFactKind.Refund, PaymentFactState.Done, 60)).ShouldBe(PaymentResult.Waiting);
        desk.Store.Transfers.ShouldBeEmpty();
        Result(desk, Paid("e2", 120, 100)).ShouldBe(PaymentResult.Posted);

        desk.State().BalanceNano.ShouldBe(50);
        desk.Store.Transfers.Select(t => (t.Transfer.Kind, t.Transfer.AmountNano)).ShouldBe([(CreditTransferKind.TopUp, 100), (CreditTransferKind.Refund, -50)]);
    }

    [Fact]
    public void Tell_SameEventFiveTimes_CreditsOnce()
    {
        using var desk = Desk();

        Enumerable.Range(0, 5).Select(_ => Result(desk, Paid("e1", 120, 100)))
            .ShouldBe([PaymentResult.Posted, .. Enumerable.Repeat(PaymentResult.Duplicate, 4)]);
        Result(desk, Paid("e2", 120, 100)).ShouldBe(PaymentResult.Unchanged);

        desk.State().BalanceNano.ShouldBe(100);
    }

    [Fact]
    public void Tell_DisputeWon_BringsTheExactBalanceBack()
    {
        using var desk = Desk();
        Result(desk, Paid("e1", 100, 100));
        Result(desk, Fact("e2", "dp_1", PaymentFactKind.Chargeback, PaymentFactState.Done, 100)).ShouldBe(PaymentResult.Posted);
        desk.State().BalanceNano.ShouldBe(0);

        Result(desk, Fact("e3", "dp_1", PaymentFactKind.Chargeback, PaymentFactState.Void, 100)).ShouldBe(PaymentResult.Posted);
        Result(desk, Fact("e4", "dp_1", PaymentFactKind.Chargeback, PaymentFactState.Done, 100)).ShouldBe(PaymentResult.Unchanged);

        desk.State().BalanceNano.ShouldBe(100);
        desk.Store.Transfers.Select(t => t.Transfer.Kind).ShouldBe([CreditTransferKind.TopUp, CreditTransferKind.Chargeback, CreditTransferKind.Reversal]);
    }

    [Fact]
    public void Tell_RefundAndDisputeOfTheWhole_TakeItOnce()
    {
        using var desk = Desk();
        Result(desk, Paid("e1", 100, 100));
        Result(desk, Fact("e2", "re_1", PaymentFactKind.Refund, PaymentFactState.Done, 100));

        Result(desk, Fact("e3", "dp_1", PaymentFactKind.Chargeback, PaymentFactState.Done, 100)).ShouldBe(PaymentResult.Unchanged);

        desk.State().BalanceNano.ShouldBe(0);
    }

    [Theory]
    [InlineData(PaymentFactState.Pending, 100)]
    [InlineData(PaymentFactState.Done, 0)]
    [InlineData(PaymentFactState.Void, 100)]
    public void Tell_RefundOfAState_TakesOnlyWhenDone(PaymentFactState state, long balance)
    {
        using var desk = Desk();
        Result(desk, Paid("e1", 100, 100));
        Result(desk, Fact("e2", "re_1", PaymentFactKind.Refund, state, 100));

        desk.State().BalanceNano.ShouldBe(balance);
    }

    [Theory]
    [InlineData("org_nobody", "USD")]
    [InlineData(null, "EUR")]
    public void Tell_OtherOrganizationOrCurrency_IsRefusedAndCountsWhenToldAgainAfterTheFix(string? organization, string currency)
    {
        using var desk = Desk();
        var told = new PaymentEvent("stripe", "e1", "x", "pay", currency)
        {
            OrganizationId = organization ?? CreditDesk.Organization().Id,
            GrossNano = 100,
            CreditNano = 100,
        };

        desk.Tell(told).TryGet(out _, out var refusal).ShouldBeFalse();

        refusal!.Status.ShouldBe(409);
        desk.Store.Transfers.ShouldBeEmpty();
        Result(desk, Paid("e1", 100, 100)).ShouldBe(PaymentResult.Posted);
    }

    private static void Play(Random random)
    {
        var events = new List<PaymentEvent>();
        for (var payment = 0; payment < 2; payment++)
        {
            events.Add(Paid($"paid{payment}", 120, 100, $"pay{payment}"));
            events.AddRange(Enumerable.Range(0, random.Next(1, 7)).Select(n => Fact(
                $"e{payment}.{n}", $"fact{random.Next(3)}", PaymentFactKind.Refund, (PaymentFactState)random.Next(1, 4), random.Next(0, 100), $"pay{payment}")));

            // A dispute that is won at Paddle is a fact of its own.
            events.Add(Fact($"c{payment}", "adj_1", PaymentFactKind.Chargeback, PaymentFactState.Done, 70, $"pay{payment}"));
            events.Add(Fact($"r{payment}", "adj_2", PaymentFactKind.ChargebackReversal, PaymentFactState.Done, 70, $"pay{payment}"));
        }

        var ends = new HashSet<long>();
        for (var order = 0; order < 3; order++)
        {
            using var desk = Desk();
            PaymentEvent[] shuffled = [.. events, .. events];
            random.Shuffle(shuffled);
            foreach (var told in shuffled)
            {
                desk.Tell(told).TryGet(out _, out _).ShouldBeTrue();
                desk.State().BalanceNano.ShouldBeInRange(0, 200);
                desk.State().BalanceNano.ShouldBe(desk.Store.BalanceOf(CreditDesk.Organization().Id));
                if (random.Next(10) == 0)
                {
                    desk.Start();
                }
            }

            ends.Add(desk.State().BalanceNano);
        }

        ends.Count.ShouldBe(1, string.Join(", ", ends));
    }

    private static CreditDesk Desk() => new(new MemoryCreditStore(), new ManualTime(SampleTenant.Day));

    private static PaymentResult Result(CreditDesk desk, PaymentEvent told) =>
        desk.Tell(told).TryGet(out var result, out var refusal) ? result : throw new InvalidOperationException(refusal.Message);

    private static PaymentEvent Paid(string id, long gross, long credit, string payment = "pay") => new("stripe", id, "paid", payment, "USD")
    {
        OrganizationId = CreditDesk.Organization().Id,
        GrossNano = gross,
        CreditNano = credit,
    };

    private static PaymentEvent Fact(string id, string fact, PaymentFactKind kind, PaymentFactState state, long nano, string payment = "pay") =>
        new("stripe", id, "fact", payment, "USD") { Fact = new PaymentFact(fact, kind, state, nano) };
}
