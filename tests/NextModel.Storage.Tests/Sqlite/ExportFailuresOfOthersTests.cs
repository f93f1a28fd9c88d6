using NextModel.Reporting.Exports;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>What went wrong with exports elsewhere, and must not here.</summary>
[Collection(MeasuresMemory.Alone)]
public sealed class ExportFailuresOfOthersTests(FilledExports filled) : IClassFixture<FilledExports>
{
    // What may be under way at one time: some blocks of text, the rows they are made of, pages of indexes.
    private const long Slack = 8L << 20;

    private const int Few = 5_000;

    // BerriAI/litellm#14218: an export of 100,000 rows took memory by the row, because all of them were read before the first was written. E3.
    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Jsonl)]
    [InlineData(ExportFormat.Focus14)]
    public Task Litellm14218_ExportOfManyRows_TakesNoMoreMemoryThanOfFew(ExportFormat format) => CompareAsync(filled, format, FilledExports.Count, every: 1);

    [Fact]
    [Trait("tier", "nightly")]
    public async Task Litellm14218_ExportOfAMillionRows_TakesNoMoreMemoryThanOfFew()
    {
        const int many = 1_000_000;
        await using var million = new FilledExports { Receipts = many };
        await million.InitializeAsync();
        foreach (var format in (ExportFormat[])[ExportFormat.Csv, ExportFormat.Jsonl, ExportFormat.Focus14])
        {
            await CompareAsync(million, format, many, every: 50);
        }
    }

    private static async Task CompareAsync(FilledExports exports, ExportFormat format, int receipts, int every)
    {
        await PeakAsync(exports, format, Few, 1);
        var few = await PeakAsync(exports, format, Few, 1);

        var many = await PeakAsync(exports, format, receipts, every);

        (many - few).ShouldBeLessThan(Slack, $"{receipts} receipts as {format}: {many} bytes alive at most, {few} for {Few}");
    }

    private static async Task<long> PeakAsync(FilledExports exports, ExportFormat format, int receipts, int every)
    {
        var target = new MeasuringStream(every);
        var run = await exports.BeginAsync(format, receipts, null);
        await run.WriteAsync(target, TestContext.Current.CancellationToken);
        run.Tally.Receipts.ShouldBe(receipts);
        target.Peak.ShouldBePositive();
        return target.Peak;
    }
}
