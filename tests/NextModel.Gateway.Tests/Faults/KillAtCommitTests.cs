using System.Diagnostics;
using System.Text;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>
/// kill -9 of the real binary at the commit of a receipt, when the source's answer has been read whole and the caller has not had its last
/// byte. The moments are system calls on the ledger's write-ahead log, and strace kills or holds the process there.
/// </summary>
public sealed class KillAtCommitTests : IAsyncLifetime
{
    // The first commit of a process syncs the log's new header, and then itself.
    private const int SyncOfTheCommit = 2;

    private readonly TemporaryDirectory _directory = new();
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        await File.WriteAllTextAsync(
            _directory.File("nextmodel.yaml"), new TestGatewayOptions { Upstream = _upstream, Models = ["canary"] }.Configuration());

        // So that the next process writes nothing but receipts.
        await RestartAsync();
        File.Exists(_directory.File("data/nextmodel.db-wal")).ShouldBeFalse("a clean stop leaves no log, and the syncs are counted from a new one");
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 6)]
    public async Task Kill_BeforeAWriteOfTheCommit_LeavesAnInterruptedReceipt(bool stream, int write)
    {
        var delivered = await KillAtAsync($"pwrite64:signal=KILL:when={write}", stream);
        ShouldBeCut(delivered, stream);
        var receipt = await RecoveredReceiptAsync();
        (receipt.Outcome, receipt.Amount).ShouldBe(("interrupted", 0m));
    }

    // Written and not synced: a process that dies loses nothing the system has, so the receipt stands though nobody was told.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_BeforeTheSyncOfTheCommit_LeavesTheReceipt(bool stream)
    {
        var delivered = await KillAtAsync($"fsync:signal=KILL:when={SyncOfTheCommit}", stream);
        ShouldBeCut(delivered, stream);
        await ShouldBeChargedOnceAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Kill_BetweenTheSyncOfTheCommitAndTheLastByte_LeavesTheReceipt(bool stream)
    {
        var trace = _directory.File("trace");
        using (var mkfifo = Process.Start("mkfifo", [trace]))
        {
            await mkfifo.WaitForExitAsync();
        }

        // The call has been made when its line is written, and does not return. Two ends of a pipe wait for each other to open it.
        var opening = Task.Run(() => File.OpenText(trace));
        await using var gateway = await StartAsync($"fsync:delay_exit=600000000:when={SyncOfTheCommit}", trace);
        using var lines = await opening;
        var asking = AskAsync(gateway, stream);
        (await ReadUntilAsync(lines, "= 0 (DELAYED)")).ShouldBeTrue("the commit was not held");
        asking.IsCompleted.ShouldBeFalse();
        await gateway.KillAsync();
        ShouldBeCut(await asking, stream);
        await ShouldBeChargedOnceAsync();
    }

    // Text came and no end; of JSON nothing at all.
    private static void ShouldBeCut(string delivered, bool stream)
    {
        if (!stream)
        {
            delivered.ShouldBeEmpty();
            return;
        }

        delivered.ShouldContain("\"content\":\"canary-\"");
        delivered.ShouldNotContain(": nextmodel");
        delivered.ShouldNotContain("[DONE]");
    }

    private static async Task<bool> ReadUntilAsync(StreamReader lines, string wanted)
    {
        while (await lines.ReadLineAsync() is { } line)
        {
            if (line.Contains(wanted, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static async Task<string> AskAsync(GatewayProcess gateway, bool stream)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent(
                $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"Hello.\"}}]}}",
                Encoding.UTF8,
                "application/json"),
        };
        var delivered = new MemoryStream();
        try
        {
            using var response = await gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await response.Content.CopyToAsync(delivered);
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            return Encoding.UTF8.GetString(delivered.ToArray());
        }

        throw new InvalidOperationException($"The answer came whole: {Encoding.UTF8.GetString(delivered.ToArray())}");
    }

    private async Task<string> KillAtAsync(string injection, bool stream)
    {
        await using var gateway = await StartAsync(injection, _directory.File("trace"));
        var delivered = await AskAsync(gateway, stream);
        await gateway.WaitForExitAsync();
        return delivered;
    }

    private Task<GatewayProcess> StartAsync(string injection, string trace) => GatewayProcess.StartAsync(
        _directory.Path, "strace", "-f", "-o", trace, "-P", _directory.File("data/nextmodel.db-wal"),
        "-e", "trace=pwrite64,fsync", "-e", $"inject={injection}");

    private async Task RestartAsync()
    {
        await using var gateway = await GatewayProcess.StartAsync(_directory.Path);
        (await gateway.TerminateAsync()).ShouldBe(0);
    }

    private async Task ShouldBeChargedOnceAsync()
    {
        var receipt = await RecoveredReceiptAsync();
        receipt.Outcome.ShouldBe("completed");
        receipt.Amount.ShouldBeGreaterThan(0);
        receipt.UpstreamAnswers.Count.ShouldBe(1);
    }

    private async Task<RecordedReceipt> RecoveredReceiptAsync()
    {
        await RestartAsync();
        _upstream.Requests.Count.ShouldBe(1);
        var state = await FinalState.ReadAsync(_directory);
        state.ShouldVerify();
        return state.Receipts.Single();
    }
}
