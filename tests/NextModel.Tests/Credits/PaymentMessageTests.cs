using System.Text;
using NextModel.Credits;
using NextModel.Credits.Payments;

namespace NextModel.Tests.Credits;

/// <summary>What events of Stripe and Paddle mean, in the form their documentation gives them.</summary>
public sealed class PaymentMessageTests
{
    [Fact]
    public void Stripe_PaidCheckout_IsCreditWithoutTax()
    {
        var told = Stripe(
            "checkout.session.completed",
            """
            {"id":"cs_1","object":"checkout.session","amount_total":1200,"amount_subtotal":1000,"currency":"usd","payment_intent":"pi_1","payment_status":"paid",
             "metadata":{"nextmodel_organization":"org_1"},"total_details":{"amount_discount":0,"amount_shipping":0,"amount_tax":200}}
            """);

        told.ShouldBe(new PaymentEvent("stripe", "evt_1", "checkout.session.completed", "pi_1", "USD")
        {
            OrganizationId = "org_1",
            GrossNano = 12_000_000_000,
            CreditNano = 10_000_000_000,
        });
    }

    [Theory]
    [InlineData("""{"payment_status":"unpaid","metadata":{"nextmodel_organization":"org_1"},"payment_intent":"pi_1","currency":"usd","amount_total":1}""")]
    [InlineData("""{"payment_status":"paid","metadata":{},"client_reference_id":"cart-7","payment_intent":"pi_1","currency":"usd","amount_total":1}""")]
    public void Stripe_CheckoutUnpaidOrOfSomethingElse_DoesNotConcernCredit(string session) => Stripe("checkout.session.completed", session).ShouldBeNull();

    [Fact]
    public void Stripe_PaymentLink_NamesTheOrganizationAsReference() => Stripe(
        "checkout.session.completed",
        """{"payment_status":"paid","metadata":{},"client_reference_id":"org_1","payment_intent":"pi_1","currency":"jpy","amount_total":500}""")!
        .ShouldSatisfyAllConditions(told => told.OrganizationId.ShouldBe("org_1"), told => told.GrossNano.ShouldBe(500_000_000_000));

    [Theory]
    [InlineData("refund.created", "pending", PaymentFactState.Pending)]
    [InlineData("refund.updated", "succeeded", PaymentFactState.Done)]
    [InlineData("refund.updated", "requires_action", PaymentFactState.Pending)]
    [InlineData("refund.failed", "failed", PaymentFactState.Void)]
    public void Stripe_Refund_TakesWhenItSucceeded(string type, string status, PaymentFactState state) => Stripe(
        type, $$"""{"id":"re_1","object":"refund","amount":600,"currency":"usd","payment_intent":"pi_1","status":"{{status}}"}""")!
        .Fact.ShouldBe(new PaymentFact("re_1", PaymentFactKind.Refund, state, 6_000_000_000));

    [Theory]
    [InlineData("charge.dispute.created", "warning_needs_response", PaymentFactState.Pending)]
    [InlineData("charge.dispute.created", "needs_response", PaymentFactState.Done)]
    [InlineData("charge.dispute.closed", "lost", PaymentFactState.Done)]
    [InlineData("charge.dispute.closed", "won", PaymentFactState.Void)]
    [InlineData("charge.dispute.closed", "warning_closed", PaymentFactState.Void)]
    public void Stripe_Dispute_TakesUntilItIsWon(string type, string status, PaymentFactState state) => Stripe(
        type, $$"""{"id":"dp_1","object":"dispute","amount":1200,"currency":"usd","charge":"ch_1","payment_intent":"pi_1","status":"{{status}}"}""")!
        .Fact.ShouldBe(new PaymentFact("dp_1", PaymentFactKind.Chargeback, state, 12_000_000_000));

    [Fact]
    public void Paddle_CompletedTransaction_IsCreditWithoutTax()
    {
        var told = Paddle(
            "transaction.completed",
            """
            {"id":"txn_1","status":"completed","currency_code":"USD","custom_data":{"nextmodel_organization":"org_1"},
             "details":{"totals":{"subtotal":"1000","discount":"0","tax":"200","total":"1200","grand_total":"1200","currency_code":"USD"}}}
            """);

        told.ShouldBe(new PaymentEvent("paddle", "evt_1", "transaction.completed", "txn_1", "USD")
        {
            OrganizationId = "org_1",
            GrossNano = 12_000_000_000,
            CreditNano = 10_000_000_000,
        });
    }

    [Theory]
    [InlineData("refund", "pending_approval", PaymentFactKind.Refund, PaymentFactState.Pending)]
    [InlineData("refund", "approved", PaymentFactKind.Refund, PaymentFactState.Done)]
    [InlineData("refund", "rejected", PaymentFactKind.Refund, PaymentFactState.Void)]
    [InlineData("chargeback", "approved", PaymentFactKind.Chargeback, PaymentFactState.Done)]
    [InlineData("chargeback", "reversed", PaymentFactKind.Chargeback, PaymentFactState.Void)]
    [InlineData("chargeback_reverse", "approved", PaymentFactKind.ChargebackReversal, PaymentFactState.Done)]
    public void Paddle_Adjustment_TakesOrReturnsOnceApproved(string action, string status, PaymentFactKind kind, PaymentFactState state) =>
        Paddle("adjustment.updated", Adjustment(action, status))!.Fact.ShouldBe(new PaymentFact("adj_1", kind, state, 6_000_000_000));

    [Theory]
    [InlineData("credit")]
    [InlineData("credit_reverse")]
    [InlineData("chargeback_warning")]
    public void Paddle_AdjustmentThatMovesNoMoney_DoesNotConcernCredit(string action) => Paddle("adjustment.created", Adjustment(action, "approved")).ShouldBeNull();

    [Fact]
    public void Read_UnknownType_DoesNotConcernCredit()
    {
        Stripe("customer.created", "{}").ShouldBeNull();
        Paddle("subscription.created", "{}").ShouldBeNull();
        Paddle("", "[]").ShouldBeNull();
    }

    [Theory]
    [InlineData("""{"type":"refund.created","data":{"object":{"id":"re_1","payment_intent":"pi_1","currency":"usd","amount":-5,"status":"succeeded"}},"id":"evt"}""")]
    [InlineData("""{"type":"refund.created","data":{"object":{"id":"re_1","payment_intent":"pi_1","currency":"usd","amount":9e30,"status":"succeeded"}},"id":"evt"}""")]
    [InlineData("""{"type":"refund.created","data":{"object":{"id":"re_1","payment_intent":"pi_1","amount":5,"status":"succeeded"}},"id":"evt"}""")]
    [InlineData("""{"type":"refund.created","data":{"object":{"id":"re_1","payment_intent":"pi_1","currency":"usd","amount":5,"status":"succeeded"}}}""")]
    [InlineData("""{"type":"refund.created","data":{"object":{"id":7,"payment_intent":"pi_1","currency":"usd","amount":5,"status":"succeeded"}},"id":"evt"}""")]
    [InlineData("nothing")]
    public void Read_MalformedEvent_IsRefused(string body) => PaymentDialect.Stripe.Read(Encoding.UTF8.GetBytes(body)).TryGet(out _, out _).ShouldBeFalse();

    private static string Adjustment(string action, string status) =>
        $$$"""{"id":"adj_1","action":"{{{action}}}","transaction_id":"txn_1","currency_code":"USD","status":"{{{status}}}","totals":{"subtotal":"500","tax":"100","total":"600"}}""";

    private static PaymentEvent? Stripe(string type, string data) => Read(
        PaymentDialect.Stripe, $$$"""{"id":"evt_1","object":"event","type":"{{{type}}}","data":{"object":{{{data}}}}}""");

    private static PaymentEvent? Paddle(string type, string data) => Read(
        PaymentDialect.Paddle, $$$"""{"event_id":"evt_1","event_type":"{{{type}}}","occurred_at":"2026-11-21T09:30:00Z","data":{{{data}}}}""");

    private static PaymentEvent? Read(PaymentDialect processor, string body) =>
        processor.Read(Encoding.UTF8.GetBytes(body)).TryGet(out var message, out var refusal) ? message.Event : throw new InvalidOperationException(refusal.Message);
}
