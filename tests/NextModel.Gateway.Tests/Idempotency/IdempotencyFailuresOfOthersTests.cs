using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Idempotency;

/// <summary>Ways in which gateways are known to fail at requests that are sent again, each under the name of the failure.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>failure</term><description>test</description></listheader>
/// <item><term>the key is ignored, or honoured for JSON only</term><description><see cref="IdempotencyKeyIsIgnoredOrOnlyForJson_TheSameKeyAgain_IsOneCallAndOneCharge"/></description></item>
/// <item><term>a retry without a key is charged in full again</term><description><see cref="MeteringFailuresOfOthersTests.RetryWithoutAKeyIsBilledTwice_SameRequestAgain_IsAReplayAtADiscount"/></description></item>
/// <item><term>a refund, or a payment, is booked twice</term><description><see cref="Credits.PaymentWebhookTests.Stripe_FiveTimesAndAtOnce_CreditsOnce"/>, <see cref="Credits.PaymentWebhookTests.Stripe_RefundBeforeThePaymentAndDisputeAfter_EndsRight"/>, <see cref="Credits.CreditTests.Post_SameExternalIdTwice_IsOneTransferAndOneAuditEntry"/></description></item>
/// <item><term>what was charged before a crash is charged again after it</term><description><see cref="KillKeyedTests.Kill_AtRandomUnderLoad_ChargesNoKeyTwiceAndForgetsNoAnswer"/></description></item>
/// </list>
/// </remarks>
public sealed class IdempotencyFailuresOfOthersTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task IdempotencyKeyIsIgnoredOrOnlyForJson_TheSameKeyAgain_IsOneCallAndOneCharge(bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["canary"] });
        var body = $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"hello\"}}]}}";

        var first = await KeyedReply.SendAsync(gateway.Client, "key-1", body);
        var again = await KeyedReply.SendAsync(gateway.Client, "key-1", body);

        again.Body.ShouldBe(first.Body);
        upstream.Requests.Count.ShouldBe(1);
        (await gateway.Client.GetStringAsync("/v1/receipts")).Split("\"id\":\"rcpt_").Length.ShouldBe(2, "one receipt, so one charge");
    }
}
