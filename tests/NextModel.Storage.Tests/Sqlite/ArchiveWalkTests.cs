using System.Text;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>A ledger whose old receipts lie in archives, that somebody wrote to with SQL: what stays of them counts, so a change of it is found.</summary>
public sealed class ArchiveWalkTests : IAsyncLifetime
{
    private const int Commits = 12;

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Twelve commits of one receipt each: ten in two archives, the rest in rows.</summary>
    public async ValueTask InitializeAsync()
    {
        using var opened = new OpenSqliteReports(_directory.Path);
        using var ledger = await TestLedger.StartAsync(opened.Store, _directory.Path, _time, Cancellation);
        for (var i = 0; i < Commits; i++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            (await ledger.AppendAsync(SampleTenant.Caller())).Commit.IsDurable.ShouldBeTrue();
        }

        using var archiver = new ReceiptArchiver(opened.Store, opened.Archives, opened.Reports, new ReceiptReader(opened.Store, opened.Index), ledger.Keys, _time);
        while (!(await archiver.StepAsync(SampleTenant.Day.AddHours(10.5), _directory.File("archive"), 5, Cancellation)).IsLast)
        {
        }

        var archives = await opened.Archives.ListAsync(Cancellation);
        archives.Count.ShouldBe(2);
        archives[^1].Dropped.ShouldBe(10);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task RunAsync_LedgerAsItWasWritten_FindsNothing()
    {
        var report = await WalkAsync();

        report.First.ShouldBeEmpty(string.Join('\n', report.First));
        report.Receipts.ShouldBe(Commits);
    }

    [Theory]
    [InlineData("id", "randomblob(16)", "receipt_hash_mismatch")]
    [InlineData("hash", "randomblob(32)", "receipt_hash_mismatch")]
    [InlineData("completed_at", "completed_at + 1", "receipt_hash_mismatch")]
    [InlineData("completed_at", "9223372036854775807", "receipt_hash_mismatch")]
    [InlineData("amount", "amount + 1", "receipt_amount_mismatch")]
    [InlineData("amount", "0", "receipt_amount_mismatch")]
    [InlineData("list_amount", "list_amount - 1", "receipt_amount_mismatch")]
    [InlineData("input_tokens", "input_tokens + 1", "receipt_hash_mismatch")]
    [InlineData("cached_input_tokens", "1", "receipt_hash_mismatch")]
    [InlineData("output_tokens", "output_tokens - 1", "receipt_hash_mismatch")]
    [InlineData("reasoning_tokens", "1", "receipt_hash_mismatch")]
    [InlineData("total_ms", "1", "receipt_hash_mismatch")]
    public async Task RunAsync_ColumnOfAnArchivedReceiptChanged_DiffersFromTheSignedText(string column, string value, string expected)
    {
        Execute($"UPDATE archived_receipts SET {column} = {value} WHERE position = 7");

        var report = await WalkAsync();

        var finding = report.First.ShouldHaveSingleItem(string.Join('\n', report.First));
        finding.Where.ShouldBe("position 7");
        finding.Problem.Wire.ShouldBe(expected);
        finding.Problem.Message.ShouldContain($"'{column}'");
    }

    [Theory]
    [InlineData("DELETE FROM archived_receipts WHERE position = 7", "receipt_chain_gap")]
    [InlineData("DELETE FROM archived_receipts", "receipt_chain_gap")]
    [InlineData("UPDATE archived_receipts SET position = -1 WHERE position = 7", "receipt_chain_gap")]
    [InlineData("INSERT INTO archived_receipts SELECT 0, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms FROM archived_receipts WHERE position = 7", "receipt_chain_gap")]
    [InlineData("INSERT INTO archived_receipts SELECT position, form, completed_at, id, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms FROM receipts WHERE position = 11", "receipt_chain_gap")]
    [InlineData("INSERT INTO receipts SELECT 7, form, log, log_sequence, completed_at, id, previous_hash, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms, commit_index, gap_values, seal FROM receipts WHERE position = 11", "receipt_chain_gap")]
    [InlineData("UPDATE archived_receipts SET form = 999 WHERE position = 7", "receipt_hash_mismatch")]
    [InlineData("UPDATE archived_receipts SET hash = x'00' WHERE position = 7", "receipt_hash_mismatch")]
    [InlineData("UPDATE archived_receipts SET id = x'00' WHERE position = 7", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipt_forms SET project = 'proj_other' WHERE number = (SELECT form FROM archived_receipts WHERE position = 7)", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipt_forms SET currency = 'MYR' WHERE number = (SELECT form FROM archived_receipts WHERE position = 7)", "receipt_hash_mismatch")]
    [InlineData("UPDATE logs SET predecessor = randomblob(32)", "receipt_hash_mismatch")]
    [InlineData("UPDATE logs SET organization = 'org_other'", "receipt_hash_mismatch")]
    public async Task RunAsync_AfterSql_FindsItByItsCode(string sql, string expected)
    {
        Execute(sql);

        (await WalkAsync()).First.Select(finding => finding.Problem.Wire).ShouldContain(expected);
    }

    private async Task<VerificationReport> WalkAsync()
    {
        using var database = SqliteDatabase.OpenReadOnly(_directory.File("nextmodel.db"));
        var rows = new SqliteLedgerReader(database);
        using var verifier = new EvidenceVerifier(Encoding.ASCII.GetBytes(SigningKeys.JwkSetOf(_directory.File("signing"))), new LogChainVerifier());
        var archived = await new ArchiveWalk(new ArchiveReader(new SqliteArchiveStore(database)), rows).RunAsync(verifier, Cancellation);
        archived.ShouldBe(10);
        await new LedgerWalk(rows).RunAsync(verifier, archived, (_, _) => { }, Cancellation);
        return verifier.Report;
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_directory.File("nextmodel.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
