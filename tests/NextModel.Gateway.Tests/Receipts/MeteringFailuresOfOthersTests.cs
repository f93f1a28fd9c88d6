using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Faults;
using NextModel.Gateway.Tests.Fixtures;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Receipts;

/// <summary>Ways in which gateways are known to fail at what a stream cost and at telling it, each under the name of the failure.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>failure</term><description>test</description></listheader>
/// <item><term>who leaves mid-stream is served for nothing, or leaves no row</term><description><see cref="CallerLeavesTests.Chat_CallerLeavesMidStream_PaysInputAndWhatWasDelivered"/></description></item>
/// <item><term>who leaves before the last chunk is served for nothing</term><description><see cref="AbortBeforeTheLastChunkIsFree_AllTextHasCome_IsPaid"/></description></item>
/// <item><term>who leaves before the first byte pays in full, or for the input</term><description><see cref="CallerLeavesTests.Chat_CallerLeavesBeforeHeaders_IsFree"/>, <see cref="CallerLeavesTests.Chat_CallerLeavesDuringJson_IsFree"/></description></item>
/// <item><term>an explicit zero is billed from an estimate</term><description><see cref="ExplicitZeroIsBilledFromAnEstimate_SourceSaysZero_IsFree"/></description></item>
/// <item><term>a part of an answer is priced as another model's</term><description><see cref="BudgetFailuresOfOthersTests.PartialAnswerIsPricedAsAnothersModel_CallerLeavesTheFallbackMidStream_PaysTheServingOffersPrice"/></description></item>
/// <item><term>a source that died is billed from a guess; a failed stream is billed; an error's text is counted as output</term><description><see cref="FixtureOutcomeTests"/>, the lines <c>err-…</c></description></item>
/// <item><term>a stream that broke is charged, and once more when it is repeated</term><description><see cref="Idempotency.WithoutAnswerTests.Chat_StreamBreaksAfterUsageCame_IsChargedOnceAndNeverAgain"/></description></item>
/// <item><term>a retry without a key is charged in full again</term><description><see cref="RetryWithoutAKeyIsBilledTwice_SameRequestAgain_IsAReplayAtADiscount"/></description></item>
/// <item><term>retries show as requests</term><description><see cref="Routing.RoutingFailuresOfOthersTests.RetriesShowAsRequests_TheThirdTrySucceeds_IsOneRequestOneReceiptThreeAttempts"/></description></item>
/// <item><term>a long call is missed by a filter on its start</term><description><see cref="LongCallIsMissedByItsStart_FilterOnTime_FindsItWhereItEnded"/></description></item>
/// <item><term>counts and lists stop at 10,000</term><description><c>ReportStoreConformance.CountStopsAtTenThousand_MoreThanThatInOneMoment_AreAllListedAndSummed</c></description></item>
/// </list>
/// </remarks>
public sealed class MeteringFailuresOfOthersTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _upstreamTime = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync(_upstreamTime);

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    // All the text and the finish reason have come; only usage and [DONE] have not.
    [Fact]
    public async Task AbortBeforeTheLastChunkIsFree_AllTextHasCome_IsPaid()
    {
        _upstream.Play((request, attempt) =>
        {
            var whole = Behaviours.Saying("one ", "two ", "three")(request, attempt);
            return whole with { Writes = [.. whole.Writes.SkipLast(2)], End = ResponseEnd.Hang };
        });
        string id;
        await using (var gateway = await StartAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = AdminClient.Json(Ask(stream: true)) };
            using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            id = response.Headers.GetValues("x-request-id").Single();
            var (stream, read, buffer) = (await response.Content.ReadAsStreamAsync(), "", new byte[4096]);
            while (!read.Contains("three", StringComparison.Ordinal))
            {
                read += System.Text.Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
            }

            using var leaving = new CancellationTokenSource();
            var waiting = stream.CopyToAsync(Stream.Null, leaving.Token);
            await leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => waiting);
            response.Dispose();
            await _upstream.Requests.Single().ClientGone.WaitAsync(TimeSpan.FromSeconds(30));
        }

        var receipt = (await FinalState.ReadAsync(_directory)).Whole.Single(r => r.RequestId == id);
        (receipt.Outcome, receipt.UsageSource).ShouldBe(("caller_left", "estimated"));
        receipt.Output.ShouldBe(3);
        receipt.Amount.ShouldBe(((receipt.Input * 0.15m) + (receipt.Output * 0.60m)) / 1_000_000m);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExplicitZeroIsBilledFromAnEstimate_SourceSaysZero_IsFree(bool stream)
    {
        const string Zero = "\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0}";
        const string Head = "\"id\":\"c-1\",\"created\":1,\"model\":\"m\"";
        _upstream.Play(Behaviours.Always(stream
            ? ScriptedResponse.Events(
            [
                $"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"role\":\"assistant\",\"content\":\"Hello\"}},\"finish_reason\":\"stop\"}}]}}",
                $"{{{Head},\"object\":\"chat.completion.chunk\",\"choices\":[],{Zero}}}",
                "[DONE]",
            ])
            : ScriptedResponse.Json(
                $"{{{Head},\"object\":\"chat.completion\",\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"Hello\"}},\"finish_reason\":\"stop\"}}],{Zero}}}")));
        await using var gateway = await StartAsync();
        var reply = await ChatReply.ReadAsync(await gateway.ChatAsync(Ask(stream)));
        reply.Said.ShouldBe("Hello [stop]");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, reply.RequestId);
        (receipt.UsageSource, receipt.Input, receipt.Output, receipt.Amount).ShouldBe(("provider", 0, 0, 0));
    }

    [Fact]
    public async Task RetryWithoutAKeyIsBilledTwice_SameRequestAgain_IsAReplayAtADiscount()
    {
        await using var gateway = await StartAsync();
        var (first, again) = (await ChatReply.ReadAsync(await gateway.ChatAsync(Ask())), await ChatReply.ReadAsync(await gateway.ChatAsync(Ask())));
        again.Said.ShouldBe(first.Said);
        var (full, replay) = (await SeenReceipt.OfAsync(gateway.Client, first.RequestId), await SeenReceipt.OfAsync(gateway.Client, again.RequestId));
        replay.Amount.ShouldBe(full.Amount / 10);
        _upstream.Requests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task LongCallIsMissedByItsStart_FilterOnTime_FindsItWhereItEnded()
    {
        var time = new ManualTime();
        await using var gateway = await StartAsync(time);
        _upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromMinutes(1)));
        var asking = gateway.ChatAsync(Ask());
        await _upstream.WaitForRequestAsync();
        time.Advance(TimeSpan.FromHours(2));
        while (!asking.IsCompleted)
        {
            await Task.WhenAny(_upstreamTime.WaitForTimerAsync(), asking);
            _upstreamTime.Advance(TimeSpan.FromMinutes(1));
        }

        (await asking).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await CountAsync(gateway, "from=2026-01-01T01:00:00Z")).ShouldBe(1);
        (await CountAsync(gateway, "to=2026-01-01T01:00:00Z")).ShouldBe(0);
    }

    private static string Ask(bool stream = false) =>
        $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]}}";

    private static async Task<int> CountAsync(TestGateway gateway, string filter)
    {
        using var list = JsonDocument.Parse(await gateway.Client.GetStringAsync("/v1/receipts?" + filter));
        return list.RootElement.GetProperty("data").GetArrayLength();
    }

    private Task<TestGateway> StartAsync(TimeProvider? time = null) => TestGateway.StartAsync(_upstream, new TestGatewayOptions
    {
        Models = ["canary"],
        Directory = _directory,
        Time = time,
        SourceLines = "    max_attempts: 1\n    timeouts: { first_byte: 5h, total: 10h }",
    });
}
