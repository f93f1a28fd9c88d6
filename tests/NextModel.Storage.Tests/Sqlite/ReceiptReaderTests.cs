using System.Text;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>From the disk to the auditor: what is handed out verifies, and what was changed on disk is found.</summary>
public sealed class ReceiptReaderTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);
    private OpenSqliteReports _opened = null!;
    private TestLedger _ledger = null!;
    private VerifyingKeys _keys = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ReceiptReader Reader => new(_opened.Store, _opened.Index);

    public async ValueTask InitializeAsync()
    {
        _opened = new OpenSqliteReports(_directory.Path);
        _ledger = await TestLedger.StartAsync(_opened.Store, _directory.Path, _time, Cancellation);
        VerifyingKeys.TryParse(Encoding.UTF8.GetBytes(_ledger.Keys.JwkSet()), out var keys).ShouldBeTrue();
        _keys = keys;
    }

    public ValueTask DisposeAsync()
    {
        _keys.Dispose();
        _ledger.Dispose();
        _opened.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task FindAsync_OwnReceipt_Verifies()
    {
        var (entry, commit) = await _ledger.AppendAsync(SampleTenant.Caller());

        var receipt = (await Reader.FindAsync(entry.Id, Scope(1, 1), Cancellation)).ShouldNotBeNull();

        var verdict = new ReceiptVerifier(_keys).Verify(receipt, ReceiptIds.RequestId(entry.Id));
        verdict.Problems.ShouldBeEmpty(Encoding.UTF8.GetString(receipt));
        verdict.Place.ShouldNotBeNull().Hash.ShouldBe(commit.Hash);
        (await Reader.FindAsync(entry.Id, Scope(1, null), Cancellation)).ShouldBe(receipt);
    }

    [Fact]
    public async Task FindAsync_OutsideTheScope_IsAsMissingAsOneThatNeverWas()
    {
        var (entry, _) = await _ledger.AppendAsync(SampleTenant.Caller(1, 1));

        (await Reader.FindAsync(entry.Id, Scope(2, null), Cancellation)).ShouldBeNull();
        (await Reader.FindAsync(entry.Id, Scope(1, 2), Cancellation)).ShouldBeNull();
        (await Reader.FindAsync(Guid.CreateVersion7(SampleTenant.Day), Scope(1, 1), Cancellation)).ShouldBeNull();
    }

    [Fact]
    public async Task ReadTextsAsync_PositionsInAnyOrder_AreTheReceiptsOfTheScopeWithoutTheirSignatures()
    {
        await _ledger.AppendAsync(SampleTenant.Caller(2, 1));
        await AppendManyAsync(3);
        var whole = await Reader.ExportAsync(Scope(1, 1), Cancellation).ToListAsync(Cancellation);

        var texts = await Reader.ReadTextsAsync(Scope(1, 1), [4, 1, 2, 17], Cancellation);

        texts.Keys.Order().ShouldBe([2, 4]);
        (await Reader.ReadTextsAsync(Scope(1, 1), [], Cancellation)).ShouldBeEmpty();
        foreach (var (position, text) in texts)
        {
            Encoding.UTF8.GetString(whole[(int)position - 2]).ShouldStartWith(Encoding.UTF8.GetString(text)[..^1] + ",\"hash\":");
        }
    }

    [Fact]
    public async Task ReadTextsAsync_RowChanged_IsRefused()
    {
        await AppendManyAsync(3);
        _opened.Ledger.Execute("UPDATE receipts SET completed_at = completed_at + 1 WHERE position = 2");

        var failure = await Should.ThrowAsync<InvalidDataException>(async () => await Reader.ReadTextsAsync(Scope(1, 1), [2], Cancellation));

        failure.Message.ShouldContain("not as it was written");
    }

    [Fact]
    public async Task ExportAsync_SeveralStarts_VerifiesAsAWholeChain()
    {
        await AppendManyAsync(120);
        using var restarted = await TestLedger.StartAsync(_opened.Store, _directory.Path, _time, Cancellation);
        await restarted.AppendAsync(SampleTenant.Caller());

        var problems = await VerifyExportAsync(new ReceiptScope(SampleTenant.Caller().Organization.Id, null), expected: 121);

        problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task ExportAsync_OneProject_HoldsItsReceiptsOnly()
    {
        await _ledger.AppendAsync(SampleTenant.Caller(1, 1));
        var (mine, _) = await _ledger.AppendAsync(SampleTenant.Caller(1, 2));
        await _ledger.AppendAsync(SampleTenant.Caller(2, 2));

        var export = await Reader.ExportAsync(Scope(1, 2), Cancellation).ToListAsync(Cancellation);

        Encoding.UTF8.GetString(export.ShouldHaveSingleItem()).ShouldContain(ReceiptIds.ReceiptId(mine.Id));
    }

    [Theory]
    [InlineData("UPDATE receipts SET gap_values = zeroblob(length(gap_values)) WHERE position = 5")]
    [InlineData("UPDATE receipts SET completed_at = completed_at + 1 WHERE position = 5")]
    [InlineData("UPDATE receipts SET previous_hash = zeroblob(32) WHERE position = 5")]
    [InlineData("UPDATE receipts SET log_sequence = 7 WHERE position = 5")]
    [InlineData("UPDATE receipts SET hash = zeroblob(32) WHERE position = 5")]
    [InlineData("UPDATE receipt_forms SET text = CAST(replace(CAST(text AS TEXT), 'my-vllm', 'my-vllx') AS BLOB)")]
    public async Task ExportAsync_RowChanged_IsRefused(string tampering)
    {
        await AppendManyAsync(10);
        _opened.Ledger.Execute(tampering);

        var failure = await Should.ThrowAsync<InvalidDataException>(async () => await Reader.ExportAsync(null, Cancellation).ToListAsync(Cancellation));

        failure.Message.ShouldContain("not as it was written");
    }

    [Fact]
    public async Task ExportAsync_CommitDeleted_IsAGap()
    {
        for (var i = 0; i < 10; i++)
        {
            await _ledger.AppendAsync(SampleTenant.Caller());
        }

        _opened.Ledger.Execute("DELETE FROM receipts WHERE position = 5");

        (await VerifyExportAsync(Scope(1, null), expected: 9)).ShouldBe(["receipt_chain_gap"]);
    }

    [Fact]
    public async Task ExportAsync_SealForged_IsInvalid()
    {
        for (var i = 0; i < 3; i++)
        {
            await _ledger.AppendAsync(SampleTenant.Caller());
        }

        _opened.Ledger.Execute("UPDATE receipts SET seal = (SELECT seal FROM receipts WHERE position = 1) WHERE position = 2");

        (await VerifyExportAsync(Scope(1, null), expected: 3)).ShouldBe(["receipt_signature_invalid"]);
    }

    private async Task AppendManyAsync(int count) => await Task.WhenAll(Enumerable.Range(0, count).Select(_ =>
        Task.Factory.StartNew(() => _ledger.AppendAsync(SampleTenant.Caller()), Cancellation).Unwrap()));

    private async Task<List<string>> VerifyExportAsync(ReceiptScope scope, int expected)
    {
        var verifier = new ReceiptVerifier(_keys);
        var chain = new LogChainVerifier();
        var problems = new List<ReceiptProblem>();
        var count = 0;
        await foreach (var receipt in Reader.ExportAsync(scope, Cancellation))
        {
            count++;
            var verdict = verifier.Verify(receipt);
            problems.AddRange(verdict.Problems);
            if (chain.Add(verdict.Place.ShouldNotBeNull()) is { } broken)
            {
                problems.Add(broken);
            }
        }

        count.ShouldBe(expected);
        return [.. problems.Concat(chain.End()).Select(problem => problem.Wire)];
    }

    private static ReceiptScope Scope(int organization, int? project)
    {
        var caller = SampleTenant.Caller(organization, project ?? 1);
        return new ReceiptScope(caller.Organization.Id, project is null ? null : caller.Project.Id);
    }
}
