using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Exports;
using NextModel.Secrets;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Exports of more receipts than anybody would hold in memory, over the real store.</summary>
[Collection(Alone)]
public sealed class ReceiptExportTests(ReceiptExportTests.Filled filled) : IClassFixture<ReceiptExportTests.Filled>
{
    private const string Alone = "exports measure memory";
    private const int Count = 25_000;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // E1: others stop at 10,000. E3: what is read does not stay.
    [Theory]
    [InlineData(ExportFormat.Csv)]
    [InlineData(ExportFormat.Jsonl)]
    [InlineData(ExportFormat.Focus14)]
    public async Task WriteAsync_ManyReceipts_WritesAllAndKeepsNone(ExportFormat format)
    {
        var target = new MeasuringStream();
        var run = await BeginAsync(format, null);
        await run.WriteAsync(target, Cancellation);
        run.Tally.Receipts.ShouldBe(Count);
        target.Lines.ShouldBe(run.Rows + (format == ExportFormat.Jsonl ? 0 : 1));
        target.Growth.ShouldBeLessThan(8L << 20, "memory grew with the rows");
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

    private ValueTask<ExportRun> BeginAsync(ExportFormat format, int? limit) => filled.Exports.BeginAsync(
        new ExportRequest(
            format, new ReceiptScope(SampleTenant.Caller().Organization.Id, null), ReceiptFilter.All, SampleTenant.Day.AddDays(-1), SampleTenant.Day.AddDays(1)),
        limit, Cancellation);

    /// <summary>What others allocate at the same time would be measured too.</summary>
    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;

    /// <summary>A ledger of three projects, filled once for all tests.</summary>
    public sealed class Filled : IAsyncLifetime
    {
        private readonly TemporaryDirectory _directory = new();
        private readonly ManualTime _time = new(SampleTenant.Day);
        private readonly DataKeyRing _dataKeys = new();

        private OpenSqliteReports _opened = null!;
        private SigningKeys _keys = null!;
        private CreditBook _credits = null!;

        public ReceiptExports Exports { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            _opened = new OpenSqliteReports(_directory.Path);
            using (var ledger = await TestLedger.StartAsync(_opened.Store, _directory.Path, _time, CancellationToken.None))
            {
                for (var appended = 0; appended < Count; appended += 500)
                {
                    var commits = await Task.WhenAll(Enumerable.Range(0, 500).Select(async i => (await ledger.AppendAsync(SampleTenant.Caller(1, i % 3))).Commit));
                    commits.ShouldAllBe(commit => commit.IsDurable);
                    _time.Advance(TimeSpan.FromSeconds(1));
                }
            }

            _dataKeys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
            _keys = SigningKeys.Open(Path.Combine(_directory.Path, "signing"), TestLedger.Master, _time);
            var tenants = new TenancyDirectory();
            _credits = new CreditBook(new MemoryCreditStore(), new CreditAccounts(_time), tenants, _time);
            Exports = new ReceiptExports(_opened.Store, _opened.Reports, _credits, tenants, _dataKeys, _keys, _time);
        }

        public ValueTask DisposeAsync()
        {
            _credits.Dispose();
            _keys.Dispose();
            _opened.Dispose();
            _directory.Dispose();
            return ValueTask.CompletedTask;
        }
    }

    // Counts lines, and what is alive after a tenth of the writes and after nine tenths.
    private sealed class MeasuringStream : Stream
    {
        private int _writes;
        private long _early;

        public long Lines { get; private set; }

        public long Growth { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Lines += buffer.Span.Count((byte)'\n');
            _writes++;
            if (_writes == 3)
            {
                _early = GC.GetTotalMemory(forceFullCollection: true);
            }
            else if (_writes == 23)
            {
                Growth = GC.GetTotalMemory(forceFullCollection: true) - _early;
            }

            return ValueTask.CompletedTask;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
