using System.Net;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Routing;

/// <summary>Two sources of one model: the second answers where the first cannot, and the receipt says so.</summary>
public sealed class FallbackTests : IAsyncLifetime
{
    private FakeUpstream _first = null!;
    private FakeUpstream _second = null!;

    public static TheoryData<string, string> Failures => new()
    {
        { "reset", "fake unreachable - unreachable" },
        { "closed", "fake unreachable - unreachable" },
        { "500", "fake failed 500 http_500" },
        { "429 for long", "fake failed 429 rate_limited" },
        { "silent", "fake timeout - timeout_first_byte" },
        { "error in first event", "fake failed 200 overloaded" },
        { "refuses our credential", "fake failed 401 credential_refused" },
    };

    public async ValueTask InitializeAsync()
    {
        _first = await FakeUpstream.StartAsync();
        _second = await FakeUpstream.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Chat_FirstSourceFails_TheSecondAnswersAndIsPaid(string failure, string firstAttempt)
    {
        await using var gateway = await StartAsync(1, failure == "silent" ? "2s" : "30s");
        await FailAsync(failure);
        var reply = await AskAsync(gateway, stream: failure == "error in first event");
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        reply.Headers["x-nextmodel-source"].ShouldBe("spare");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, reply.RequestId);
        receipt.Attempts.ShouldBe([firstAttempt, "spare ok 200 -"]);
        receipt.Outcome.ShouldBe("completed");
        receipt.Source.ShouldBe("spare");
        (receipt.UsageSource, receipt.Input, receipt.Output).ShouldBe(("provider", 12, 4));
        receipt.Amount.ShouldBe(((12 * 0.15m) + (4 * 0.60m)) / 1_000_000m);
        receipt.Root.GetProperty("attempts")[0].GetProperty("cost").GetString().ShouldBeNull();
    }

    [Fact]
    public async Task Chat_AnsweredByAFallback_IsNotStored()
    {
        await using var gateway = await StartAsync(1);
        await FailAsync("500");
        var first = await AskAsync(gateway);
        first.Headers["cache-status"].ShouldBe("NextModel; fwd=miss");
        var again = await AskAsync(gateway);
        again.ServeMode.ShouldBe("fresh");
        again.Said.ShouldNotBe(first.Said);
        var cache = (await SeenReceipt.OfAsync(gateway.Client, first.RequestId)).Root.GetProperty("cache");
        cache.GetProperty("storable").GetBoolean().ShouldBeFalse();
        cache.GetProperty("reason").GetString().ShouldBe("fallback");
    }

    [Fact]
    public async Task Chat_SourceAsksForAShortWait_IsWaitedForAndAskedAgain()
    {
        await using var gateway = await StartAsync(2);
        _first.Play((request, attempt) => attempt == 0 ? Failing(429, ("retry-after-ms", "700")) : Behaviours.Canary()(request, attempt));
        var reply = await AskAsync(gateway);
        reply.Headers["x-nextmodel-source"].ShouldBe("fake");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, reply.RequestId);
        receipt.Attempts.ShouldBe(["fake failed 429 rate_limited", "fake ok 200 -"]);
        var started = receipt.Root.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("started_at").GetDateTimeOffset()).ToList();
        (started[1] - started[0]).ShouldBeGreaterThanOrEqualTo(TimeSpan.FromMilliseconds(699));
        _second.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_RequestIsAtFault_IsTriedNowhereElse()
    {
        await using var gateway = await StartAsync(2);
        _first.Play("err-400-context");
        var reply = await AskAsync(gateway);
        reply.Status.ShouldBe(HttpStatusCode.BadRequest);
        reply.ErrorCode.ShouldBe("context_length_exceeded");
        _first.Requests.Count.ShouldBe(1);
        _second.Requests.ShouldBeEmpty();
        (await SeenReceipt.OfAsync(gateway.Client, reply.RequestId)).Attempts.ShouldBe(["fake failed 400 context_length"]);
    }

    [Theory]
    [InlineData("500", 502, "provider_error", "fake: http_500, spare: http_500", false)]
    [InlineData("503", 503, "overloaded", "fake: http_503, spare: http_503", true)]
    [InlineData("silent", 504, "provider_timeout", "fake: timeout_first_byte, spare: timeout_first_byte", false)]
    public async Task Chat_AllSourcesFail_TheErrorListsTheAttempts(string failure, int status, string code, string attempts, bool retryAfter)
    {
        await using var gateway = await StartAsync(1, failure == "silent" ? "500ms" : "30s");
        await FailAsync(failure);
        _second.Play(Behaviour(failure));
        var reply = await AskAsync(gateway);
        ((int)reply.Status).ShouldBe(status);
        reply.ErrorCode.ShouldBe(code);
        reply.ErrorMessage.ShouldContain($"(2 attempts: {attempts})");
        reply.Headers["x-should-retry"].ShouldBe("false");
        reply.Headers.ContainsKey("retry-after").ShouldBe(retryAfter);
        var receipt = await SeenReceipt.OfAsync(gateway.Client, reply.RequestId);
        receipt.Outcome.ShouldBe("upstream_failed");
        receipt.Amount.ShouldBe(0);
        receipt.UsageSource.ShouldBe("none");
        receipt.Attempts.Count.ShouldBe(2);
    }

    private static ScriptedResponse Failing(int status, params (string Name, string Value)[] headers) =>
        ScriptedResponse.Json("{\"error\":{\"message\":\"no\",\"type\":\"server_error\",\"param\":null,\"code\":null}}", status) with
        {
            Headers = [new("content-type", "application/json"), .. headers.Select(h => KeyValuePair.Create(h.Name, h.Value))],
        };

    private static UpstreamBehaviour Behaviour(string failure) => failure switch
    {
        "reset" => Behaviours.Always(new ScriptedResponse { Status = 0, End = ResponseEnd.Reset }),
        "429 for long" => Behaviours.Always(Failing(429, ("retry-after", "30"))),
        "silent" => Behaviours.Canary().Delayed(TimeSpan.FromHours(1)),
        "error in first event" => Behaviours.Fixture("err-first-event"),
        "refuses our credential" => Behaviours.Fixture("err-401"),
        _ => Behaviours.Always(Failing(int.Parse(failure))),
    };

    private static Task<ChatReply> AskAsync(TestGateway gateway, bool stream = false) => ReadAsync(gateway.ChatAsync(
        $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"Hello.\"}}]}}"));

    private static async Task<ChatReply> ReadAsync(Task<HttpResponseMessage> sending)
    {
        using var response = await sending;
        return await ChatReply.ReadAsync(response);
    }

    private async Task FailAsync(string failure)
    {
        if (failure == "closed")
        {
            // Nobody listens any more where the gateway was told to go.
            await _first.DisposeAsync();
            _first = await FakeUpstream.StartAsync();
            return;
        }

        _first.Play(Behaviour(failure));
    }

    private Task<TestGateway> StartAsync(int maxAttempts, string firstByte = "30s") => TestGateway.StartAsync(_first, new TestGatewayOptions
    {
        Spare = _second,
        Models = ["canary"],
        SourceLines = $"    max_attempts: {maxAttempts}\n    timeouts: {{ first_byte: {firstByte} }}",
    });
}
