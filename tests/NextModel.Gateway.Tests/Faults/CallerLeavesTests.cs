using System.Net;
using System.Text;
using Microsoft.Data.Sqlite;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>A caller who leaves stops the source's work at once, and pays for what it was given and nothing else.</summary>
public sealed class CallerLeavesTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(17);

    private readonly TemporaryDirectory _directory = new();
    private readonly WatchedTime _time = new(Patience);
    private readonly CancellationTokenSource _leaving = new();

    public ValueTask DisposeAsync()
    {
        _leaving.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_CallerLeavesBeforeHeaders_IsFree(bool stream)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play(Behaviours.Canary().Delayed(TimeSpan.FromHours(1)));
        var receipt = await LeaveAsync(upstream, async gateway =>
        {
            var asking = SendAsync(gateway, stream);
            await upstream.WaitForRequestAsync();
            return asking;
        });
        ShouldBeFree(receipt);
        receipt.Attempts.ShouldBe(["fake caller_left - caller_left"]);
    }

    [Fact]
    public async Task Chat_CallerLeavesDuringJson_IsFree()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play((request, attempt) =>
        {
            var whole = Behaviours.Canary()(request, attempt);
            return whole with { Writes = [new ScriptedWrite(whole.Writes[0].Bytes[..80])], End = ResponseEnd.Hang };
        });
        var receipt = await LeaveAsync(upstream, async gateway =>
        {
            var asking = SendAsync(gateway, stream: false);
            (await (await upstream.WaitForRequestAsync()).Answered).ShouldBeTrue();
            return asking;
        });
        ShouldBeFree(receipt);
    }

    [Fact]
    public async Task Chat_CallerLeavesMidStream_PaysInputAndWhatWasDelivered()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play(Hanging(Behaviours.Steady(2, TimeSpan.Zero)));
        var receipt = await LeaveAsync(upstream, gateway => ReadTwoEventsAsync(gateway, "\"content\":\"2 \""));
        receipt.Outcome.ShouldBe("caller_left");
        receipt.UsageSource.ShouldBe("estimated");
        receipt.Input.ShouldBeGreaterThan(0);
        receipt.Output.ShouldBeGreaterThan(0);
        receipt.Served.ShouldBe(receipt.Output);
        receipt.Amount.ShouldBe(((receipt.Input * 0.15m) + (receipt.Output * 0.60m)) / 1_000_000m);
        receipt.Attempts.Single().ShouldStartWith("fake caller_left 200");
    }

    [Fact]
    public async Task Chat_CallerLeavesAfterUsageCame_PaysWhatTheProviderSaid()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        upstream.Play(Hanging(Behaviours.Fixture("chat-stream-usage-every-chunk")));
        var receipt = await LeaveAsync(upstream, gateway => ReadTwoEventsAsync(gateway, "\"content\":\"terns\""));
        receipt.Outcome.ShouldBe("caller_left");
        receipt.UsageSource.ShouldBe("provider");
        receipt.Input.ShouldBe(12);
        receipt.Amount.ShouldBeGreaterThan(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_LeaderLeavesWhileAFollowerWaits_TheFollowerTakesTheCallAndPays(bool followerStreams)
    {
        var upstreamTime = new ManualTime();
        await using var upstream = await FakeUpstream.StartAsync(upstreamTime);
        var changedHands = new TaskCompletionSource();
        upstream.Play(WaitingAfterTwoEvents(() => !changedHands.Task.IsCompleted));
        ChatReply reply;
        string leader;
        await using (var gateway = await StartAsync(upstream))
        {
            var leading = await SendAsync(gateway, stream: true);
            leader = leading.Headers.GetValues("x-request-id").Single();
            var following = SendAsync(gateway, followerStreams, CancellationToken.None);
            await _time.Begun;
            await LeaveAsync(leading);
            await AdvanceUntilAsync(upstreamTime, WaitForReceiptAsync(gateway, leader).WaitAsync(TimeSpan.FromMinutes(1)));
            changedHands.SetResult();
            await AdvanceUntilAsync(upstreamTime, following);
            reply = await ChatReply.ReadAsync(await following);
        }

        reply.ServeMode.ShouldBe("fresh");

        // "1 " to "200 ": not a piece is missing and none came twice.
        reply.Said.ShouldBe("692 characters [stop]");
        upstream.Requests.Count.ShouldBe(1);
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        var left = state.Whole.Single(r => r.RequestId == leader);
        var stayed = state.Whole.Single(r => r.RequestId == reply.RequestId);
        (left.Outcome, left.Amount).ShouldBe(("caller_left", 0m));
        stayed.Outcome.ShouldBe("completed");
        (stayed.UsageSource, stayed.Input, stayed.Output).ShouldBe(("provider", 12, 200));
        stayed.Amount.ShouldBe(((12 * 0.15m) + (200 * 0.60m)) / 1_000_000m);
    }

    [Fact]
    [Trait("tier", "nightly")]
    public async Task Chat_LeaderLeavesWhileNothingCanBeRecorded_TheFollowerIsRefusedAndTheCallStopped()
    {
        var upstreamTime = new ManualTime();
        await using var upstream = await FakeUpstream.StartAsync(upstreamTime);
        upstream.Play(WaitingAfterTwoEvents(() => true));
        await using var gateway = await StartAsync(upstream);
        var leading = await SendAsync(gateway, stream: true);
        var following = SendAsync(gateway, stream: false, CancellationToken.None);
        await _time.Begun;

        // Somebody else has the ledger locked; the first receipt that waits in vain for it closes admission.
        using var ledger = new SqliteConnection($"Data Source={_directory.File("data/nextmodel.db")};Pooling=False");
        ledger.Open();
        using var locked = ledger.BeginTransaction();
        using var unrecorded = await gateway.ChatAsync("""{"model":"sandbox-echo","messages":[{"role":"user","content":"Hello."}]}""");
        unrecorded.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);

        await LeaveAsync(leading);
        await AdvanceUntilAsync(upstreamTime, following);
        (await following).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        await upstream.Requests.Single().ClientGone.WaitAsync(TimeSpan.FromSeconds(30));
        locked.Rollback();
    }

    private static void ShouldBeFree(SeenReceipt receipt)
    {
        receipt.Outcome.ShouldBe("caller_left");
        receipt.UsageSource.ShouldBe("none");
        receipt.Amount.ShouldBe(0);
        receipt.Served.ShouldBe(0);
    }

    // Role, one piece, comments for as long as it waits, and then the rest: it must not end before the call has changed hands.
    private static UpstreamBehaviour WaitingAfterTwoEvents(Func<bool> waits) => (request, attempt) =>
    {
        var whole = Behaviours.Steady(200, TimeSpan.Zero)(request, attempt);
        var comment = ScriptedWrite.Text(": working\n\n") with { Delay = TimeSpan.FromSeconds(1), Again = waits };
        return whole with { Writes = [.. whole.Writes.Take(2), comment, .. whole.Writes.Skip(2)] };
    };

    // Role, two pieces, and then silence.
    private static UpstreamBehaviour Hanging(UpstreamBehaviour behaviour) => (request, attempt) =>
    {
        var whole = behaviour(request, attempt);
        return whole with { Writes = [.. whole.Writes.Take(3)], End = ResponseEnd.Hang };
    };

    // The call changes hands when the leader's books are closed; asking is the only way to hear of that from outside.
    private static async Task WaitForReceiptAsync(TestGateway gateway, string requestId)
    {
        for (var found = false; !found;)
        {
            using var response = await gateway.Client.GetAsync($"/v1/receipts/{requestId}");
            found = response.IsSuccessStatusCode;
        }
    }

    private static async Task AdvanceUntilAsync(ManualTime time, Task end)
    {
        while (!end.IsCompleted)
        {
            await Task.WhenAny(time.WaitForTimerAsync(), end);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await end;
    }

    private Task<TestGateway> StartAsync(FakeUpstream upstream) => TestGateway.StartAsync(upstream, new TestGatewayOptions
    {
        Models = ["canary"],
        Directory = _directory,
        Time = _time,
        SourceLines = "    timeouts: { total: 17m }",
    });

    // Leaves once the request is as far as it should be; the receipt, when the server has stopped.
    private async Task<SeenReceipt> LeaveAsync(FakeUpstream upstream, Func<TestGateway, Task<Task<HttpResponseMessage>>> begin)
    {
        await using (var gateway = await StartAsync(upstream))
        {
            var asking = await begin(gateway);
            var left = DateTimeOffset.UtcNow;
            if (asking.IsCompleted)
            {
                await LeaveAsync(await asking);
            }
            else
            {
                await _leaving.CancelAsync();
                await Should.ThrowAsync<OperationCanceledException>(() => asking);
            }

            var gone = await upstream.Requests.Single().ClientGone.WaitAsync(TimeSpan.FromSeconds(30));
            (gone - left).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        }

        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        return state.Whole.Single();
    }

    // A read that is given up closes the connection at once.
    private async Task LeaveAsync(HttpResponseMessage response)
    {
        using (response)
        {
            var stream = await response.Content.ReadAsStreamAsync();
            var reading = stream.CopyToAsync(Stream.Null, _leaving.Token);
            await _leaving.CancelAsync();
            await Should.ThrowAsync<OperationCanceledException>(() => reading);
        }
    }

    private async Task<Task<HttpResponseMessage>> ReadTwoEventsAsync(TestGateway gateway, string last)
    {
        var response = await SendAsync(gateway, stream: true);
        var stream = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[16 * 1024];
        for (var read = ""; !read.Contains(last, StringComparison.Ordinal);)
        {
            read += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer));
        }

        return Task.FromResult(response);
    }

    private Task<HttpResponseMessage> SendAsync(TestGateway gateway, bool stream, CancellationToken? stay = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"Count.\"}}]}}",
                Encoding.UTF8,
                "application/json"),
        };
        return gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stay ?? _leaving.Token);
    }
}
