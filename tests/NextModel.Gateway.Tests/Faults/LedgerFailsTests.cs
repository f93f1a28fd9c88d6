using System.Net;
using System.Text;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>The sync of a commit fails once, as the operating system reports it for a broken disk: the real binary drains and ends.</summary>
public sealed class LedgerFailsTests : IAsyncLifetime
{
    private const int LedgerFailed = 4;

    private readonly TemporaryDirectory _directory = new();
    private readonly TaskCompletionSource _drained = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Play("echo", HeldAfterThreeEvents());
        var options = new TestGatewayOptions { Upstream = _upstream, Models = ["canary", "echo"] };
        await File.WriteAllTextAsync(_directory.File("nextmodel.yaml"), options.Configuration());

        // So that the next process writes nothing but receipts.
        await RestartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Serve_TheSyncOfACommitFails_DrainsAndEndsWithItsOwnCode()
    {
        await using var gateway = await GatewayProcess.StartAsync(
            _directory.Path, "strace", "-f", "-o", _directory.File("trace"), "-P", _directory.File("data/nextmodel.db-wal"),
            "-e", "trace=fsync", "-e", "inject=fsync:error=EIO:when=2");
        using var streaming = await AskAsync(gateway, "echo", stream: true);
        using var asking = await AskAsync(gateway, "canary", stream: false);
        var refused = await ChatReply.ReadAsync(asking);
        (refused.Status, refused.ErrorCode).ShouldBe((HttpStatusCode.ServiceUnavailable, "overloaded"));
        refused.ErrorMessage.ShouldContain("the disk that holds NEXTMODEL_DATA failed");
        refused.Headers.ShouldContainKey("retry-after");
        (await IsReadyAsync(gateway)).ShouldBeFalse();

        // Who was being told something hears the rest of it, and then that it could not be recorded.
        _drained.SetResult();
        var cut = await ChatReply.ReadAsync(streaming);
        (cut.Said, cut.ErrorCode, cut.IsCut).ShouldBe(("1 2 3  [stop]", "overloaded", true));
        cut.Body.ShouldNotContain("[DONE]");

        (await gateway.WaitForExitAsync()).ShouldBe(LedgerFailed);
        (await gateway.OutputAsync()).Split('\n').Count(line => line.Contains("The ledger failed and is not tried again: the disk", StringComparison.Ordinal))
            .ShouldBe(1);
        await RestartAsync();
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        state.Receipts.Select(r => (r.Outcome, r.Amount)).ShouldBe([("interrupted", 0m), ("interrupted", 0m)]);
    }

    private UpstreamBehaviour HeldAfterThreeEvents() => (request, attempt) =>
    {
        var whole = Behaviours.Steady(3, TimeSpan.Zero)(request, attempt);
        var comment = ScriptedWrite.Text(": working\n\n") with { Delay = TimeSpan.FromMilliseconds(20), Again = () => !_drained.Task.IsCompleted };
        return whole with { Writes = [.. whole.Writes.Take(3), comment, .. whole.Writes.Skip(3)] };
    };

    // It answers that it is not, or no longer listens.
    private static async Task<bool> IsReadyAsync(GatewayProcess gateway)
    {
        try
        {
            using var response = await gateway.Client.GetAsync("/health/ready");
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayProcess gateway, string model, bool stream)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $"{{\"model\":\"{model}\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"Hello.\"}}]}}",
                Encoding.UTF8,
                "application/json"),
        };
        return gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task RestartAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        (await gateway.TerminateAsync()).ShouldBe(0);
    }
}
