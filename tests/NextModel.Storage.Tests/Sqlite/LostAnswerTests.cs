using System.Text;
using NextModel.Ledger;
using NextModel.Testing;
using NextModel.Testing.Evidence;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Nobody knows whether a commit was written: whether it was or not, what is written after it never stands beside it in one log.</summary>
public sealed class LostAnswerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Append_AfterALostAnswer_GoesOnInAnotherLog(bool isWritten)
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        var store = new HeldStore(opened.Store);
        using var ledger = await TestLedger.StartAsync(store, _directory.Path, _time, Cancellation);
        (await ledger.AppendAsync(SampleTenant.Caller())).Commit.IsDurable.ShouldBeTrue();

        // One more waits behind the commit that is lost, written for the log that then is closed.
        store.Hold();
        store.LoseAnswer(isWritten);
        var lost = ledger.AppendAsync(SampleTenant.Caller());
        await store.WaitUntilHeldAsync();
        var behind = ledger.AppendAsync(SampleTenant.Caller());
        store.Release();
        (await lost).Commit.IsDurable.ShouldBeFalse();
        (await behind).Commit.IsDurable.ShouldBeTrue();
        _time.Advance(TimeSpan.FromSeconds(2));
        (await ledger.AppendAsync(SampleTenant.Caller())).Commit.IsDurable.ShouldBeTrue();

        var rows = await opened.Store.ReadAsync(0, 10, Cancellation);
        rows.Select(row => row.LogSequence).ShouldBe(isWritten ? [1L, 2L, 1L, 2L] : [1L, 1L, 2L]);
        rows.Select(row => row.LogId).Distinct().Count().ShouldBe(2);
        using var verifier = new EvidenceVerifier(Encoding.UTF8.GetBytes(ledger.Keys.JwkSet()), new LogChainVerifier());
        await new LedgerWalk(opened.Store).RunAsync(verifier, 0, static (_, _) => { }, Cancellation);
        verifier.Report.First.ShouldBeEmpty();
    }
}
