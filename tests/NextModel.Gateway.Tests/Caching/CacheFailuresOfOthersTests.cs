using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Caching;

/// <summary>Ways in which caches of gateways are known to fail, each under the name of the failure.</summary>
/// <remarks>
/// <list type="table">
/// <listheader><term>failure</term><description>test</description></listheader>
/// <item><term>another tenant's answer</term><description><see cref="ReplayTests.Chat_OtherProjectOrOrganization_NeverShares"/>, <c>CacheKeyTests.Key_OtherScope_IsAnother</c></description></item>
/// <item><term>the key is told, and can be probed for</term><description><see cref="CacheKeyIsAProbingOracle_TwoOrganizationsAskTheSame_NothingTheyAreToldIsEqual"/></description></item>
/// <item><term>a member of the request is not in the key</term><description><c>CacheKeyTests.Key_EveryMemberOfTheRequestSchema_ChangesIt</c>, <see cref="ReplayTests.Chat_AnyOtherField_IsAnotherRequest"/></description></item>
/// <item><term>results of tools are taken for each other</term><description><see cref="ToolResultsCollapse_OtherCallOrResult_IsAnotherRequest"/></description></item>
/// <item><term>reasoning, usage, calls or chunks are lost on a hit</term><description><see cref="PartsAreLostOnAHit_AskedEitherWay_TheReplayEitherWaySaysTheSame"/></description></item>
/// <item><term>equal requests never hit</term><description><see cref="ReplayTests.Chat_SameRequestAgain_IsReplayedAtADiscount"/>, <see cref="ReplayTests.Chat_OtherSpellingOfTheSameValue_IsReplayed"/></description></item>
/// <item><term>a failure is replayed</term><description><see cref="FailureIsReplayed_TheSourceIsWellAgain_IsAskedAnew"/></description></item>
/// <item><term>a similar question gets another one's answer</term><description>there is no similarity: <see cref="ReplayTests.Chat_AnyOtherField_IsAnotherRequest"/></description></item>
/// </list>
/// </remarks>
public sealed class CacheFailuresOfOthersTests : IAsyncLifetime
{
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions { SourceLines = "    max_attempts: 1\n    circuit_breaker: false" });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task CacheKeyIsAProbingOracle_TwoOrganizationsAskTheSame_NothingTheyAreToldIsEqual()
    {
        using var other = _gateway.CreateClient(await _gateway.CreateKeyAsync("default", "other"));
        var (here, there) = (await AskAsync("canary"), await AskAsync("canary", client: other));

        here.Headers.Keys.ShouldNotContain(name => name.Contains("key", StringComparison.OrdinalIgnoreCase));
        (here.ServeMode, there.ServeMode).ShouldBe(("fresh", "fresh"));
        var mine = (await SeenReceipt.OfAsync(_gateway.Client, here.RequestId)).Root;
        var theirs = (await SeenReceipt.OfAsync(other, there.RequestId)).Root;
        foreach (var digest in new[] { "request_digest", "response_digest" })
        {
            mine.GetProperty(digest).GetString().ShouldNotBe(theirs.GetProperty(digest).GetString());
        }

        var key = mine.GetProperty("cache").GetProperty("key").GetString()!;
        key.ShouldStartWith("hmac-sha256:");
        key.ShouldNotBe(theirs.GetProperty("cache").GetProperty("key").GetString());
    }

    [Theory]
    [InlineData("\"tool_call_id\":\"call_1\"", "\"tool_call_id\":\"call_2\"")]
    [InlineData("\"content\":\"4\"", "\"content\":\"5\"")]
    [InlineData("\"role\":\"tool\",\"tool_call_id\":\"call_1\"", "\"role\":\"user\"")]
    public async Task ToolResultsCollapse_OtherCallOrResult_IsAnotherRequest(string one, string other)
    {
        const string Messages = """[{"role":"user","content":"Oslo?"},{"role":"tool","tool_call_id":"call_1","content":"4"}]""";
        Messages.ShouldContain(one);
        (await AskAsync("canary", messages: Messages)).ServeMode.ShouldBe("fresh");
        (await AskAsync("canary", messages: Messages.Replace(one, other, StringComparison.Ordinal))).ServeMode.ShouldBe("fresh");
        (await AskAsync("canary", messages: Messages)).ServeMode.ShouldBe("exact_cache");
    }

    [Theory]
    [InlineData("reasoning-content")]
    [InlineData("reasoning-details")]
    [InlineData("chat-logprobs")]
    [InlineData("chat-n2")]
    [InlineData("tools-normal")]
    [InlineData("tools-stream-interleaved")]
    [InlineData("frame-utf8-split")]
    public async Task PartsAreLostOnAHit_AskedEitherWay_TheReplayEitherWaySaysTheSame(string fixture)
    {
        foreach (var streamedFirst in new[] { false, true })
        {
            var first = await AskAsync(fixture, streamedFirst, Messages($"{streamedFirst}"));
            foreach (var stream in new[] { false, true })
            {
                var replay = await AskAsync(fixture, stream, Messages($"{streamedFirst}"));
                replay.ServeMode.ShouldBe("exact_cache");
                replay.Said.ShouldBe(first.Said);
                replay.Body.Contains("logprobs\":{", StringComparison.Ordinal).ShouldBe(first.Body.Contains("logprobs\":{", StringComparison.Ordinal));
                var (was, now) = (await SeenReceipt.OfAsync(_gateway.Client, first.RequestId), await SeenReceipt.OfAsync(_gateway.Client, replay.RequestId));
                (now.Input, now.Output, now.ResponseDigest).ShouldBe((was.Input, was.Output, was.ResponseDigest));
            }
        }
    }

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("400")]
    [InlineData("error in a 200")]
    [InlineData("cut")]
    public async Task FailureIsReplayed_TheSourceIsWellAgain_IsAskedAnew(string failure)
    {
        _upstream.Play("canary", failure switch
        {
            "error in a 200" => Behaviours.Always(ScriptedResponse.Json("""{"error":{"message":"no","type":"server_error","param":null,"code":null}}""")),
            "cut" => (request, attempt) =>
            {
                var whole = Behaviours.Canary()(request, attempt);
                return whole with { Writes = [new ScriptedWrite(whole.Writes[0].Bytes[..40])], End = ResponseEnd.Reset };
            }
            ,
            _ => Behaviours.Always(ScriptedResponse.Json("{}", int.Parse(failure, System.Globalization.CultureInfo.InvariantCulture))),
        });
        (await AskAsync("canary")).ErrorCode.ShouldNotBeNull();
        _upstream.Play("canary", Behaviours.Canary());

        var (well, replay) = (await AskAsync("canary"), await AskAsync("canary"));

        (well.ServeMode, replay.ServeMode).ShouldBe(("fresh", "exact_cache"));
        well.ErrorCode.ShouldBeNull();
        replay.Said.ShouldBe(well.Said);
    }

    private static string Messages(string content) => $"[{{\"role\":\"user\",\"content\":\"{content}\"}}]";

    private async Task<ChatReply> AskAsync(string model, bool stream = false, string? messages = null, HttpClient? client = null)
    {
        using var response = await _gateway.ChatAsync(
            $"{{\"model\":\"{model}\",\"stream\":{(stream ? "true" : "false")},\"messages\":{messages ?? Messages("Hello")}}}", client);
        return await ChatReply.ReadAsync(response);
    }
}
