using NextModel.Ledger;
using NextModel.Providers;
using NextModel.Reporting;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Reconciliation;
using NextModel.Storage.Tests.Conformance;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Reconciling a time whose receipts were archived, or are being archived, gives the report that it gave before, to the byte.</summary>
public sealed class ArchivedAttemptsTests : IAsyncLifetime
{
    private const int PerFile = 50;
    private const int Receipts = 300;

    // Minutes after the day's begin: before, at, and over the ends of files; in rows alone; and when there was nothing.
    private static readonly (int From, int To)[] Windows = [(0, 60), (30, 170), (130, 131), (0, Receipts), (Receipts - 30, Receipts), (Receipts + 9_000, Receipts + 9_060)];

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);
    private OpenSqliteReports _opened = null!;
    private SigningKeys _keys = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _opened = new OpenSqliteReports(_directory.Path);
        using (var ledger = await TestLedger.StartAsync(_opened.Store, _directory.Path, _time, Cancellation))
        {
            for (var minute = 0; minute < Receipts; minute++)
            {
                await AppendAsync(ledger, minute % 3 == 0 ? 2 : 1);
                _time.Advance(TimeSpan.FromMinutes(1));
            }
        }

        _keys = SigningKeys.Open(_directory.File("signing"), TestLedger.Master, _time);
    }

    public ValueTask DisposeAsync()
    {
        _keys.Dispose();
        _opened.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task ReadAsync_ReceiptsArchivedSince_GivesTheSameReport()
    {
        var before = await ReportsAsync();

        await ArchiveAsync(_opened.Archives);

        (await _opened.Archives.ListAsync(Cancellation)).Count.ShouldBe(5, "an hour stays in rows");
        (await ReportsAsync()).ShouldBe(before);
    }

    [Fact]
    public async Task ReadAsync_WhileReceiptsAreArchived_GivesTheSameReport()
    {
        var before = await ReportsAsync();

        for (var (writes, lived) = (1, false); !lived; writes++)
        {
            var dying = new DyingArchiveStore(_opened.Archives, 1, after: true);
            try
            {
                await ArchiveAsync(dying);
                lived = true;
            }
            catch (IOException)
            {
                writes.ShouldBeLessThan(50);
            }

            (await ReportsAsync()).ShouldBe(before, $"after {writes} writes");
        }
    }

    [Fact]
    public async Task ReadAsync_FileThatIsGoneOrChanged_IsSaidAndOtherTimesAreRead()
    {
        await ArchiveAsync(_opened.Archives);
        var archives = await _opened.Archives.ListAsync(Cancellation);
        var late = await ReportAsync(Receipts - 30, Receipts);
        File.AppendAllText(archives[1].Path, "{}\n");
        File.Delete(archives[0].Path);

        (await Should.ThrowAsync<InvalidDataException>(() => ReportAsync(0, 60))).Message.ShouldContain(archives[0].Path);
        await Should.ThrowAsync<InvalidDataException>(() => ReportAsync(120, 130));
        (await ReportAsync(Receipts - 30, Receipts)).ShouldBe(late);
    }

    private async Task<List<string>> ReportsAsync()
    {
        var reports = new List<string>();
        foreach (var (from, to) in Windows)
        {
            reports.Add(await ReportAsync(from, to));
        }

        return reports;
    }

    private async Task<string> ReportAsync(int from, int to)
    {
        using var space = new SpillSpace(_directory.Path, _time);
        var parameters = new ReconciliationParameters
        {
            Provider = "openrouter",
            Sources = [SampleTenant.Offer.Source.Id],
            From = SampleTenant.Day.AddMinutes(from),
            To = SampleTenant.Day.AddMinutes(to),
        };
        using var reconciler = new Reconciler(parameters, space);
        reconciler.Add(new ProviderRow { Kind = ProviderRowKind.Call, Start = 0, End = 0, Id = "other", Model = "m", Tokens = new(1, 0, 0, 1), Cost = 1, Currency = "USD" });
        reconciler.EndRows().ShouldBeNull();
        var attempts = new LedgerAttempts(_opened.Store, new ArchiveReader(_opened.Archives), SampleTenant.Caller(1).Organization.Id);
        using var report = new MemoryStream();
        ReportJson.Write(reconciler.Finish([], await attempts.ReadAsync(parameters, reconciler, null, Cancellation), Cancellation), report);
        return System.Text.Encoding.UTF8.GetString(report.ToArray());
    }

    // All but the last hour.
    private async Task ArchiveAsync(IArchiveStore archives)
    {
        using var archiver = new ReceiptArchiver(_opened.Store, archives, _opened.Reports, new ReceiptReader(_opened.Store, _opened.Index), _keys, _time);
        while (!(await archiver.StepAsync(SampleTenant.Day.AddMinutes(Receipts - 60), _directory.File("archive"), PerFile, Cancellation)).IsLast)
        {
        }
    }

    private async Task AppendAsync(TestLedger ledger, int organization)
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(organization), ledger.NewId());
        var sample = entry.Attempts[0];
        entry.Attempts[0] = new Attempt
        {
            Number = 1,
            Offer = sample.Offer,
            StartedAt = _time.GetUtcNow(),
            Outcome = AttemptOutcome.Ok,
            Status = 200,
            UpstreamResponseId = sample.UpstreamResponseId,
            TotalMilliseconds = 840,
            Usage = sample.Usage,
            Cost = sample.Cost,
            CostCurrency = "USD",
        };
        (await ledger.Writer.AppendAsync(entry)).IsDurable.ShouldBeTrue();
    }
}
