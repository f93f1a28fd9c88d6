using System.Net;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Routing;

/// <summary>Ways in which gateways are known to fail at retries, fallbacks and breakers, each under the name of the failure.</summary>
public sealed class RoutingFailuresOfOthersTests
{
    [Fact]
    public async Task BreakerNeverOpens_FiveRequestsHaveFailed_TheNextGoesStraightToTheSecondTarget()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        await sources.FailUntilOpenAsync();
        var reply = await sources.AskAsync();
        reply.Headers["x-nextmodel-source"].ShouldBe("spare");
        (await SeenReceipt.OfAsync(sources.Gateway.Client, reply.RequestId)).Attempts.ShouldBe(["spare ok 200 -"]);
        sources.First.Requests.Count.ShouldBe(5);
    }

    [Fact]
    public async Task RetriesShowAsRequests_TheThirdTrySucceeds_IsOneRequestOneReceiptThreeAttempts()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 3");
        sources.First.Play((request, attempt) => (attempt < 2 ? TwoSources.Failing(500, ("retry-after-ms", "1")) : Behaviours.Canary())(request, attempt));
        var asking = sources.AskAsync();
        while (await Task.WhenAny(asking, Task.Delay(5)) != asking)
        {
            sources.Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        var reply = await asking;
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        var receipt = await SeenReceipt.OfAsync(sources.Gateway.Client, reply.RequestId);
        receipt.Attempts.ShouldBe(["fake failed 500 http_500", "fake failed 500 http_500", "fake ok 200 -"]);
        receipt.Amount.ShouldBe(((12 * 0.15m) + (4 * 0.60m)) / 1_000_000m);
        var all = System.Text.Json.JsonDocument.Parse(await sources.Gateway.Client.GetStringAsync("/v1/receipts")).RootElement.GetProperty("data");
        all.GetArrayLength().ShouldBe(1);
        sources.Second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task FallbackRestartsRetryCycle_AllFail_EveryTargetHasItsTurnOnce()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 2");
        sources.First.Play(TwoSources.Failing(500, ("retry-after-ms", "1")));
        sources.Second.Play(TwoSources.Failing(500, ("retry-after-ms", "1")));
        var asking = sources.AskAsync();
        while (await Task.WhenAny(asking, Task.Delay(5)) != asking)
        {
            sources.Time.Advance(TimeSpan.FromMilliseconds(50));
        }

        var reply = await asking;
        reply.ErrorMessage.ShouldEndWith("(4 attempts: fake: http_500, fake: http_500, spare: http_500, spare: http_500)");
        (sources.First.Requests.Count, sources.Second.Requests.Count).ShouldBe((2, 2));
    }

    [Theory]
    [InlineData("err-first-event")]
    [InlineData("err-empty-stream")]
    [InlineData("err-malformed-body")]
    public async Task NoFallbackForBadStreams_NothingOfItHasGoneOut_TheSecondTargetAnswers(string fixture)
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1");
        sources.First.Play(fixture);
        var reply = await sources.AskAsync(stream: true);
        (reply.IsCut, reply.ErrorCode, reply.Headers["x-nextmodel-source"]).ShouldBe((false, null, "spare"));
        reply.Body.ShouldEndWith("data: [DONE]\n\n");
    }

    [Fact]
    public async Task ErrorInA200BecomesEmptySuccess_NoSourceIsLeft_IsAnErrorWithItsStatus()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1", spare: false);
        sources.First.Play("err-in-200-json");
        foreach (var stream in new[] { false, true })
        {
            var reply = await sources.AskAsync(stream);
            ((int)reply.Status, reply.ErrorCode).ShouldBe((503, "overloaded"));
            (await SeenReceipt.OfAsync(sources.Gateway.Client, reply.RequestId)).Amount.ShouldBe(0);
        }
    }

    [Fact]
    public async Task NetworkFailureIsA200_NobodyListens_Is502()
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 1", spare: false);
        sources.First.Play(Behaviours.Always(new ScriptedResponse { Status = 0, End = ResponseEnd.Reset }));
        foreach (var stream in new[] { false, true })
        {
            var reply = await sources.AskAsync(stream);
            ((int)reply.Status, reply.ErrorCode).ShouldBe((502, "provider_error"));
        }
    }
}
