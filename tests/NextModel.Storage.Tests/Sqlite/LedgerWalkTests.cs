using System.Text;
using Microsoft.Data.Sqlite;
using NextModel.Ledger;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Testing;
using NextModel.Testing.Evidence;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>A ledger file that somebody wrote to with SQL: what was done is found by its code, without an exception.</summary>
public sealed class LedgerWalkTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private EvidenceSample _sample = null!;

    public async ValueTask InitializeAsync() => _sample = await EvidenceSample.MakeAsync(_directory.Path, TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync()
    {
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task RunAsync_LedgerAsItWasWritten_FindsNothing()
    {
        var report = await WalkAsync(_sample.NewCheckpoint);

        report.First.ShouldBeEmpty();
        report.Receipts.ShouldBe(20);
    }

    [Theory]
    [InlineData("UPDATE receipts SET gap_values = zeroblob(length(gap_values)) WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET gap_values = x'00' WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET hash = randomblob(32) WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET hash = x'00' WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET previous_hash = randomblob(32) WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET completed_at = completed_at + 1 WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET completed_at = 9223372036854775807 WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET log_sequence = log_sequence + 1 WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET id = randomblob(16) WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET form = form + 1 WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET form = 999 WHERE position = 5", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipt_forms SET text = CAST(replace(CAST(text AS TEXT), 'my-vllm', 'my-vlln') AS BLOB) WHERE number = 1", "receipt_hash_mismatch")]
    [InlineData("DELETE FROM receipt_forms", "receipt_hash_mismatch")]
    [InlineData("UPDATE logs SET id = x'00' WHERE number = 1", "receipt_hash_mismatch")]
    [InlineData("DELETE FROM logs", "receipt_hash_mismatch")]
    [InlineData("UPDATE receipts SET seal = randomblob(96) WHERE position = 5", "receipt_key_unknown")]
    [InlineData("UPDATE receipts SET seal = (SELECT seal FROM receipts WHERE position = 1) WHERE position = 5", "receipt_signature_invalid")]
    [InlineData("UPDATE receipts SET seal = x'00' WHERE position = 5", "receipt_signature_invalid")]
    [InlineData("UPDATE receipts SET seal = NULL WHERE position = 20", "receipt_chain_gap")]
    [InlineData("DELETE FROM receipts WHERE position = 3", "receipt_chain_gap")]
    [InlineData("DELETE FROM receipts WHERE position = 1", "receipt_chain_gap")]
    [InlineData("DELETE FROM receipts WHERE position IN (3, 4, 5)", "receipt_chain_gap")]
    [InlineData("DELETE FROM receipts WHERE position = 20", "receipt_chain_gap")]
    [InlineData("DELETE FROM receipts WHERE position > 15", "receipt_chain_gap")]
    [InlineData("INSERT INTO receipts SELECT 21, form, log, log_sequence, completed_at, id, previous_hash, hash, amount, list_amount, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, total_ms, commit_index, gap_values, seal FROM receipts WHERE position = 1", "receipt_chain_gap")]
    public async Task RunAsync_AfterSql_FindsItByItsCode(string sql, string expected)
    {
        Execute(sql);

        var report = await WalkAsync(_sample.NewCheckpoint);

        report.IsGenuine.ShouldBeFalse();
        report.First.Select(finding => finding.Problem.Wire).ShouldContain(expected, string.Join('\n', report.First));
    }

    // No hash covers what reports are summed from: it is compared with what was signed.
    [Theory]
    [InlineData("receipts", "amount", "amount + 1", "receipt_amount_mismatch")]
    [InlineData("receipts", "amount", "0", "receipt_amount_mismatch")]
    [InlineData("receipts", "list_amount", "list_amount - 1", "receipt_amount_mismatch")]
    [InlineData("receipts", "input_tokens", "input_tokens + 1", "receipt_hash_mismatch")]
    [InlineData("receipts", "cached_input_tokens", "1", "receipt_hash_mismatch")]
    [InlineData("receipts", "output_tokens", "output_tokens - 1", "receipt_hash_mismatch")]
    [InlineData("receipts", "reasoning_tokens", "1", "receipt_hash_mismatch")]
    [InlineData("receipts", "total_ms", "1", "receipt_hash_mismatch")]
    [InlineData("logs", "id", "randomblob(16)", "receipt_hash_mismatch")]
    [InlineData("logs", "organization", "'org_other'", "receipt_hash_mismatch")]
    [InlineData("logs", "predecessor", "randomblob(32)", "receipt_hash_mismatch")]
    [InlineData("logs", "predecessor", "x'00'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "organization", "'org_other'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "team", "'team_other'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "project", "'proj_other'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "key", "'key_other'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "environment", "environment || 'x'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "workload", "workload || 'x'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "operation", "2", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "operation", "99", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "stream", "1 - stream", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "sandbox", "1", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "requested_model", "'other'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "effective_model", "'other'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "source", "''", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "upstream_model", "'other'", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "serve_mode", "3 - serve_mode", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "outcome", "5", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "usage_source", "2", "receipt_hash_mismatch")]
    [InlineData("receipt_forms", "currency", "'MYR'", "receipt_hash_mismatch")]
    public async Task RunAsync_ColumnChanged_DiffersFromTheSignedText(string table, string column, string value, string expected)
    {
        Execute($"UPDATE {table} SET {column} = {value} WHERE {(table == "receipts" ? "position = 1" : "number = 1")}");

        var report = await WalkAsync(_sample.NewCheckpoint);

        var finding = report.First[0].Problem;
        finding.Wire.ShouldBe(expected);
        finding.Message.ShouldContain($"'{(table == "logs" && column == "id" ? "log" : column)}'");
        report.ByCode.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RunAsync_TailCutOff_IsSeenOnlyAgainstACheckpoint()
    {
        Execute("DELETE FROM receipts WHERE position > 15");

        (await WalkAsync(null)).IsGenuine.ShouldBeTrue();
        (await WalkAsync(_sample.NewCheckpoint)).ByCode.Keys.ShouldBe([ReceiptProblemCode.ChainGap]);
    }

    private async Task<VerificationReport> WalkAsync(string? checkpoint)
    {
        var jwkSet = Encoding.UTF8.GetBytes(_sample.JwkSet);
        VerifyingKeys.TryParse(jwkSet, out var keys).ShouldBeTrue();
        using (keys)
        {
            using var database = SqliteDatabase.OpenReadOnly(_directory.File("nextmodel.db"));
            using var verifier = new EvidenceVerifier(jwkSet, new LogChainVerifier(checkpoint is null ? null : Checkpoint.TryRead(checkpoint, keys!)));
            await new LedgerWalk(new SqliteLedgerReader(database)).RunAsync(verifier, 0, (_, _) => { }, TestContext.Current.CancellationToken);
            return verifier.Report;
        }
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
