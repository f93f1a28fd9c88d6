using System.Net;

namespace NextModel.Gateway.Tests.Credits;

/// <summary>Payment webhooks through HTTP: what is forged, repeated, out of order or of no concern.</summary>
public sealed class PaymentWebhookTests : IAsyncLifetime
{
    private CreditGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await CreditGateway.StartAsync();

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    // L7: tax is not credit.
    [Fact]
    public async Task Stripe_PaidCheckout_CreditsWithoutTaxAndIsAudited()
    {
        var reply = await _gateway.StripeAsync(_gateway.Checkout("evt_1", "pi_1", total: 1200, tax: 200));

        reply.Status.ShouldBe(200, reply.Body);
        reply.Body.ShouldBe("{\"received\":true,\"outcome\":\"posted\"}");
        (await _gateway.StateAsync()).Balance.ShouldBe(10m);
        var topUp = (await _gateway.TransfersAsync()).ShouldHaveSingleItem();
        topUp.GetProperty("external_id").GetString().ShouldBe("stripe:evt_1");
        topUp.GetProperty("payment").GetString().ShouldBe("pi_1");
        using var admin = Limits.AdminClient.Of(_gateway.Gateway);
        (await admin.GetStringAsync("/api/admin/v1/audit?action=credit.top_up&actor=payment_processor")).ShouldContain("\"id\":\"stripe\"");
    }

    [Fact]
    public async Task Paddle_TransactionRefundAndDispute_FollowTheirStates()
    {
        const string Adjustment = """{"event_id":"EVENT","event_type":"adjustment.updated","data":{"id":"ADJ","action":"ACTION","transaction_id":"txn_1","currency_code":"USD","status":"STATUS","totals":{"total":"600"}}}""";
        await _gateway.PaddleAsync(
            $$$$$"""{"event_id":"evt_1","event_type":"transaction.completed","data":{"id":"txn_1","currency_code":"USD","custom_data":{"nextmodel_organization":"{{{{{_gateway.Organization}}}}}"},"details":{"totals":{"total":"1200","tax":"200"}}}}""");

        await TellAsync("evt_2", "adj_1", "refund", "pending_approval", 10m);
        await TellAsync("evt_3", "adj_1", "refund", "approved", 5m);
        await TellAsync("evt_4", "adj_2", "chargeback_warning", "approved", 5m);
        await TellAsync("evt_5", "adj_3", "chargeback", "approved", 0m);
        await TellAsync("evt_6", "adj_4", "chargeback_reverse", "approved", 5m);

        async Task TellAsync(string id, string adjustment, string action, string status, decimal balance)
        {
            var body = Adjustment.Replace("EVENT", id, StringComparison.Ordinal).Replace("ADJ", adjustment, StringComparison.Ordinal)
                .Replace("ACTION", action, StringComparison.Ordinal).Replace("STATUS", status, StringComparison.Ordinal);
            (await _gateway.PaddleAsync(body)).Status.ShouldBe(200);
            (await _gateway.StateAsync()).Balance.ShouldBe(balance, id);
        }
    }

    [Fact]
    public async Task Stripe_FiveTimesAndAtOnce_CreditsOnce()
    {
        var body = _gateway.Checkout("evt_1", "pi_1", total: 1000);

        var replies = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => _gateway.StripeAsync(body)));

        replies.Count(reply => reply.Body.Contains("posted", StringComparison.Ordinal)).ShouldBe(1);
        replies.ShouldAllBe(reply => reply.Status == 200);
        (await _gateway.StateAsync()).Balance.ShouldBe(10m);
    }

    [Fact]
    public async Task Stripe_RefundBeforeThePaymentAndDisputeAfter_EndsRight()
    {
        (await _gateway.StripeAsync(CreditGateway.Refund("evt_1", "re_1", "pi_1", 400))).Body.ShouldContain("waiting");
        (await _gateway.StripeAsync(_gateway.Checkout("evt_2", "pi_1", total: 1000))).Body.ShouldContain("posted");
        (await _gateway.StateAsync()).Balance.ShouldBe(6m);

        await _gateway.StripeAsync(CreditGateway.Dispute("evt_3", "pi_1", 1000, "lost"));
        (await _gateway.StateAsync()).Balance.ShouldBe(0m);
        await _gateway.StripeAsync(CreditGateway.Dispute("evt_4", "pi_1", 1000, "won"));
        (await _gateway.StateAsync()).Balance.ShouldBe(6m);
        (await _gateway.Gateway.Installation.Credits.CheckAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Stripe_ChargebackOfSpentCredit_StopsRequestsUntilToppedUp()
    {
        await _gateway.EnforceAsync();
        await _gateway.StripeAsync(_gateway.Checkout("evt_1", "pi_1", total: 1000));
        (await _gateway.AskAsync("hello")).StatusCode.ShouldBe(HttpStatusCode.OK);

        await _gateway.StripeAsync(CreditGateway.Dispute("evt_2", "pi_1", 1000, "needs_response"));

        (await _gateway.StateAsync()).Balance.ShouldBe(-0.000_002_4m);
        (await _gateway.AskAsync("more")).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        await _gateway.StripeAsync(_gateway.Checkout("evt_3", "pi_2", total: 500));
        (await _gateway.AskAsync("more")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // new-api CVE-2026-41432 and its like.
    [Fact]
    public async Task Stripe_Forged_IsRefusedAndNothingIsNoted()
    {
        var body = _gateway.Checkout("evt_1", "pi_1", total: 1000);

        foreach (var reply in new[]
        {
            await _gateway.StripeAsync(body, secret: ""),
            await _gateway.StripeAsync(body, secret: "whsec_ffffffffffffffffffffffffffffffff"),
            await _gateway.StripeAsync(body, offset: -301),
            await _gateway.StripeAsync(body, offset: 301),
            await _gateway.WebhookAsync("stripe", body, null, null),
            await _gateway.WebhookAsync("stripe", body, "Stripe-Signature", "t=1,v1="),
            await _gateway.WebhookAsync("stripe", body, "Stripe-Signature", new string(',', 4000)),
            await _gateway.PaddleAsync(body, secret: CreditGateway.StripeSecret),
        })
        {
            reply.Status.ShouldBe(400, reply.Body);
            reply.Code.ShouldBe("invalid_request");
            reply.Body.ShouldNotContain("whsec");
        }

        (await _gateway.TransfersAsync()).ShouldBeEmpty();
        (await _gateway.StripeAsync(body)).Body.ShouldContain("posted");
    }

    [Fact]
    public async Task Stripe_OtherOrganizationCurrencyOrShape_IsRefusedSoThatItComesAgain()
    {
        (await _gateway.StripeAsync(_gateway.Checkout("evt_1", "pi_1", total: 1000, organization: "org_nobody"))).Status.ShouldBe(409);
        (await _gateway.StripeAsync(_gateway.Checkout("evt_1", "pi_1", total: 1000, currency: "eur"))).Status.ShouldBe(409);
        (await _gateway.StripeAsync(_gateway.Checkout("evt_1", "pi_1", total: -1000))).Status.ShouldBe(400);
        (await _gateway.StripeAsync("{")).Code.ShouldBe("invalid_json");
        (await _gateway.StripeAsync(_gateway.Checkout("evt_1", "pi_1", total: 1000))).Body.ShouldContain("posted");
    }

    [Fact]
    public async Task Stripe_UnknownType_IsAcknowledgedAndNotBooked()
    {
        (await _gateway.StripeAsync("{\"id\":\"evt_1\",\"type\":\"customer.created\",\"data\":{\"object\":{}}}")).Body.ShouldContain("ignored");
        (await _gateway.TransfersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Webhook_TooLarge_IsRefusedBeforeItIsVerified() =>
        (await _gateway.StripeAsync("{\"x\":\"" + new string('x', 300 * 1024) + "\"}")).Status.ShouldBe(413);

    [Fact]
    public async Task Webhook_NotConfigured_IsOff()
    {
        await using var without = await CreditGateway.StartAsync(payments: "");

        var reply = await without.StripeAsync(without.Checkout("evt_1", "pi_1", total: 1000));

        reply.Status.ShouldBe(404);
        reply.Body.ShouldContain("payments.stripe.webhook_secret");
    }

    [Theory]
    [InlineData("  stripe: { webhook_secret: short }", "payments.stripe.webhook_secret")]
    [InlineData("  paddle: { webhook_secret: 0123456789012345678901234567890 }", "payments.paddle.webhook_secret")]
    [InlineData("  stripe: { webhook_secret: '' }", "payments.stripe.webhook_secret")]
    [InlineData("  stripe: { secret: 01234567890123456789012345678901 }", "payments.stripe.webhook_secret")]
    [InlineData("  square: { webhook_secret: 01234567890123456789012345678901 }", "payments.square")]
    public async Task Start_SecretTooShortOrMissing_IsRefusedByName(string payments, string name) =>
        (await Should.ThrowAsync<InvalidOperationException>(() => CreditGateway.StartAsync(payments))).Message.ShouldContain(name);
}
