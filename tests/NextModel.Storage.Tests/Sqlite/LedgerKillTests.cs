using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Reporting;
using NextModel.Secrets;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>
/// A writing process killed at any moment, again and again over the same data: what it called done is there, what it had begun is
/// accounted for, and the whole ledger verifies.
/// </summary>
public sealed class LedgerKillTests : IDisposable
{
    private const int Kills = 5;

    private readonly TemporaryDirectory _directory = new();
    private readonly Dictionary<string, string> _done = [];
    private readonly HashSet<string> _begun = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Kill_AtAnyMoment_LosesNothingThatWasDone()
    {
        var random = new Random(5);
        for (var kill = 0; kill < Kills; kill++)
        {
            await RunAndKillAsync(afterLines: 40 + random.Next(800));
            using var opened = new OpenSqliteReports(_directory.Path);
            await RecoverAsync(opened);
            await VerifyAsync(opened);
        }

        _done.Count.ShouldBeGreaterThan(50);
    }

    private async Task RunAndKillAsync(int afterLines)
    {
        using var victim = Process.Start(new ProcessStartInfo("dotnet", ["exec", typeof(LedgerVictim).Assembly.Location, LedgerVictim.Switch, _directory.Path])
        {
            RedirectStandardOutput = true,
        }).ShouldNotBeNull();
        var lines = 0;
        while (await victim.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            Note(line);
            if (++lines == afterLines)
            {
                victim.Kill();
            }
        }

        await victim.WaitForExitAsync(Cancellation);
        victim.ExitCode.ShouldBe(137, "the process was to be killed, not to end");
    }

    // The last line may be cut short by the kill.
    private void Note(string line)
    {
        switch (line.Split(' '))
        {
            case ["begun", { Length: 32 } id]:
                _begun.Add(id);
                break;
            case ["done", { Length: 32 } id, { Length: ReceiptHash.TextSize } hash]:
                _done[id] = hash;
                break;
        }
    }

    private async Task RecoverAsync(OpenSqliteReports opened)
    {
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, TimeProvider.System, Cancellation);
        using var intents = IntentLog.Open(_directory.File("intents.bin"), 64);
        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller(1).Organization.Id, new DataKey(new byte[32]));
        keys.Add(SampleTenant.Caller(2).Organization.Id, new DataKey(new byte[32]));
        await new IntentRecovery(intents, opened.Index, ledger.Writer, new BudgetKeeper(TimeProvider.System), keys, NullLogger<IntentRecovery>.Instance).RunAsync(Cancellation);
    }

    private async Task VerifyAsync(OpenSqliteReports opened)
    {
        using var signing = SigningKeys.Open(_directory.File("signing"), TestLedger.Master, TimeProvider.System);
        VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(signing.JwkSet()), out var keys).ShouldBeTrue();
        var verifier = new ReceiptVerifier(keys);
        var chain = new LogChainVerifier();
        var found = new Dictionary<string, ReceiptHash>();
        await foreach (var receipt in new ReceiptReader(opened.Store, opened.Index).ExportAsync(null, Cancellation))
        {
            var verdict = verifier.Verify(receipt);
            verdict.Problems.ShouldBeEmpty(Encoding.UTF8.GetString(receipt));
            chain.Add(verdict.Place!).ShouldBeNull();
            found.TryAdd(verdict.Place!.ReceiptId["rcpt_".Length..], verdict.Place.Hash).ShouldBeTrue("one receipt per request");
        }

        foreach (var (id, hash) in _done)
        {
            found.GetValueOrDefault(id).ToString().ShouldBe(hash, $"receipt of {id}, which was done");
        }

        _begun.Where(id => !found.ContainsKey(id)).ShouldBeEmpty("what was begun has a receipt, ordinary or interrupted");
        keys.Dispose();
    }
}
