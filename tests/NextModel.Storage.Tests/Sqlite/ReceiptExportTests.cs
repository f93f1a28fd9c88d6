using NextModel.Reporting;
using NextModel.Reporting.Exports;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Exports of more receipts than anybody would hold in memory, over the real store.</summary>
[Collection(MeasuresMemory.Alone)]
public sealed class ReceiptExportTests(FilledExports filled) : IClassFixture<FilledExports>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // E1: others stop at 10,000.
    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Jsonl)]
    [InlineData(ExportFormat.Focus14)]
    public async Task WriteAsync_ManyReceipts_WritesAll(ExportFormat format)
    {
        var target = new MeasuringStream(0);
        var run = await BeginAsync(format, null);
        await run.WriteAsync(target, Cancellation);
        run.Tally.Receipts.ShouldBe(FilledExports.Count);
        target.Lines.ShouldBe(run.Rows + (format == ExportFormat.Jsonl ? 0 : 1));
    }

    [Fact]
    public async Task WriteAsync_PartByPart_IsTheWhole()
    {
        using var whole = new MemoryStream();
        await (await BeginAsync(ExportFormat.Csv, null)).WriteAsync(whole, Cancellation);
        using var parts = new MemoryStream();
        var scope = new ReceiptScope(SampleTenant.Caller().Organization.Id, null);
        for (var run = await BeginAsync(ExportFormat.Csv, 7_001); run is not null;)
        {
            await run.WriteAsync(parts, Cancellation);
            run = run.NextCursorText is { } next ? await filled.Exports.ResumeAsync(next, scope, whole: false, Cancellation) : null;
        }

        parts.ToArray().AsSpan().SequenceEqual(whole.ToArray()).ShouldBeTrue();
    }

    private ValueTask<ExportRun> BeginAsync(ExportFormat format, int? limit) => filled.BeginAsync(format, FilledExports.Count, limit);
}
