using System.Net;
using System.Net.Sockets;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Routing;

/// <summary>What is tried again, how often, and how long a request may take.</summary>
public sealed class RetryTests
{
    [Fact]
    public async Task Chat_ManyFail_RetriesAreATenthOfTheTraffic()
    {
        const int Requests = 120;
        await using var sources = await TwoSources.StartAsync("max_attempts: 3; circuit_breaker: false", spare: false);
        sources.First.Play(TwoSources.Failing(500, ("retry-after", "0")));
        for (var i = 0; i < Requests; i++)
        {
            var asking = sources.AskAsync();
            while (await Task.WhenAny(asking, Task.Delay(5)) != asking)
            {
                // Its wait before a retry, if that is what it is at.
                sources.Time.Advance(TimeSpan.FromMilliseconds(10));
            }

            (await asking).Status.ShouldBe(HttpStatusCode.BadGateway);
        }

        var elapsed = sources.Time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        (sources.First.Requests.Count - Requests).ShouldBeInRange(10, (Requests / 10) + 10 + (int)Math.Ceiling(elapsed.TotalSeconds));
    }

    [Theory]
    [InlineData("err-429-quota", "fake failed 429 quota_exhausted")]
    [InlineData("err-401", "fake failed 401 credential_refused")]
    [InlineData("err-404-model", "fake failed 404 model_missing")]
    public async Task Chat_SourceWillSayTheSameAgain_IsNotAskedAgainButAnotherIs(string fixture, string attempt)
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 3");
        sources.First.Play(fixture);
        var reply = await sources.AskAsync();
        reply.Headers["x-nextmodel-source"].ShouldBe("spare");
        (await SeenReceipt.OfAsync(sources.Gateway.Client, reply.RequestId)).Attempts.ShouldBe([attempt, "spare ok 200 -"]);
    }

    [Theory]
    [InlineData("azure-filter-400", 400, "content_filter")]
    [InlineData("err-vllm-400", 400, "invalid_request")]
    [InlineData("err-fastapi-422", 400, "invalid_request")]
    [InlineData("err-413", 413, "request_too_large")]
    public async Task Chat_TheRequestIsAtFault_IsTriedOnceAndNowhereElse(string fixture, int status, string code)
    {
        await using var sources = await TwoSources.StartAsync("max_attempts: 3");
        sources.First.Play(fixture);
        var reply = await sources.AskAsync();
        ((int)reply.Status).ShouldBe(status);
        reply.ErrorCode.ShouldBe(code);
        (sources.First.Requests.Count, sources.Second.Requests.Count).ShouldBe((1, 0));
        (await SeenReceipt.OfAsync(sources.Gateway.Client, reply.RequestId)).Amount.ShouldBe(0);
    }

    [Fact]
    public async Task Chat_TheTotalTimeIsOver_IsTriedNowhereElse()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var spare = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions
        {
            Models = ["canary"],
            Spare = spare,
            SourceLines = "    max_attempts: 3\n    timeouts: { first_byte: 30s, total: 700ms }",
        });
        upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        var reply = await AskAsync(gateway);
        ((int)reply.Status, reply.ErrorCode).ShouldBe((504, "provider_timeout"));
        reply.ErrorMessage.ShouldBe("The request for canary took longer than it may in all. (1 attempt: fake: timeout_total)");
        (await SeenReceipt.OfAsync(gateway.Client, reply.RequestId)).Attempts.ShouldBe(["fake timeout - timeout_total"]);
        spare.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_NobodyTakesTheConnection_IsGivenUpAfterTheConnectTimeout()
    {
        // A listener whose queue is full drops what comes: to the gateway the host is silent, as behind a firewall.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        silent.Listen(0);
        using var filling = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await filling.ConnectAsync(silent.LocalEndPoint!);
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions
        {
            Models = [],
            MoreConfiguration = $$"""
                  - id: canary
                    offers:
                      - { source: silent, upstream_model: canary }
                      - { source: fake, upstream_model: canary }
                """,
            SourceLines = $$"""
                    max_attempts: 1
                  - id: silent
                    base_url: http://{{silent.LocalEndPoint}}/v1
                    api_key: none
                    max_attempts: 1
                    timeouts: { connect: 500ms }
                """,
        });
        var reply = await AskAsync(gateway);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        (await SeenReceipt.OfAsync(gateway.Client, reply.RequestId)).Attempts.ShouldBe(["silent timeout - timeout_connect", "fake ok 200 -"]);
    }

    private static async Task<ChatReply> AskAsync(TestGateway gateway)
    {
        using var response = await gateway.ChatAsync("{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello.\"}]}");
        return await ChatReply.ReadAsync(response);
    }
}
