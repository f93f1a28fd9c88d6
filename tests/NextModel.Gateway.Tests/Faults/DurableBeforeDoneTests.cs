using System.Text;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Faults;

/// <summary>
/// The order of disk and network as the operating system saw it: between a request and the last bytes of its answer, the ledger's
/// write-ahead log was synced.
/// </summary>
public sealed class DurableBeforeDoneTests
{
    private const int Requests = 12;

    [Fact]
    public async Task LastBytes_OfEveryAnswer_LeaveAfterTheSyncOfTheLedger()
    {
        using var directory = new TemporaryDirectory();
        await using var upstream = await FakeUpstream.StartAsync();
        await File.WriteAllTextAsync(
            directory.File("nextmodel.yaml"), new TestGatewayOptions { Upstream = upstream, Models = ["canary"] }.Configuration());
        var trace = directory.File("trace");
        await using (var gateway = await GatewayProcess.StartAsync(
            directory.Path, "strace", "-f", "-y", "-s", "16384", "-o", trace, "-e", "trace=fsync,fdatasync,sendmsg,sendto,recvmsg,recvfrom"))
        {
            for (var n = 0; n < Requests; n++)
            {
                // Fresh and replayed, JSON and stream: every third question is asked again.
                await AskAsync(gateway, n / 3, stream: n % 2 == 0);
            }

            (await gateway.TerminateAsync()).ShouldBe(0);
        }

        var order = new SyncOrder();
        foreach (var line in File.ReadLines(trace))
        {
            order.Take(line);
        }

        order.Answers.ShouldBe(Requests);
        order.Unsynced.ShouldBeEmpty();
    }

    private static async Task AskAsync(GatewayProcess gateway, int question, bool stream)
    {
        var body = $"{{\"model\":\"canary\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"question {question}\"}}]}}";
        using var response = await gateway.Client.PostAsync(
            "/v1/chat/completions", new StringContent(body, Encoding.UTF8, "application/json"));
        response.EnsureSuccessStatusCode();
        await response.Content.ReadAsStringAsync();
    }
}
