using NextModel.Providers;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Reconciliation;
using NextModel.Storage.Sqlite.Archives;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>The attempts of a window, from receipts on disk.</summary>
public sealed class LedgerAttemptsTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);
    private OpenSqliteLedger _opened = null!;
    private TestLedger _ledger = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _opened = new OpenSqliteLedger(_directory.Path);
        _ledger = await TestLedger.StartAsync(_opened.Store, _directory.Path, _time, Cancellation);
    }

    public ValueTask DisposeAsync()
    {
        _ledger.Dispose();
        _opened.Dispose();
        _directory.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Read_Window_HasTheAttemptsThatEndedInItOfOneOrganization()
    {
        for (var minute = 0; minute < 240; minute++)
        {
            await AppendAsync(minute % 3 == 0 ? 2 : 1);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        var (report, range) = await ReadAsync(120, 180);

        report.LineCount.ShouldBe(40 + 1);
        report.Counts.Single(count => count.Key == DifferenceClass.MissingAtProvider).Value.ShouldBe(40);

        // It begins near the window, an hour before it for clocks that were set back, and not with the first receipt.
        range.FromPosition.ShouldBe(61);
        range.ToPosition.ShouldBe(240);
        range.HeadHash.ShouldNotBeNull().ShouldStartWith("sha256:");
    }

    [Fact]
    public async Task Read_ReceiptWrittenLongAfterTheWindow_IsFoundForADay()
    {
        var end = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(20));
        await AppendAsync(1, end);
        _time.Advance(TimeSpan.FromHours(10));
        await AppendAsync(1, end);

        (await ReadAsync(-10, 10)).Report.Counts.Single(count => count.Key == DifferenceClass.MissingAtProvider).Value.ShouldBe(1);
    }

    [Fact]
    public async Task Read_EmptyLedger_IsAnEmptyRange()
    {
        var (report, range) = await ReadAsync(0, 10);

        report.LineCount.ShouldBe(1);
        (range.FromPosition, range.ToPosition, range.HeadHash).ShouldBe((1, 0, null));
    }

    [Fact]
    public async Task Read_DamagedReceipt_IsNotPassedOver()
    {
        await AppendAsync(1);
        _opened.Execute("UPDATE receipts SET hash = zeroblob(32)");

        (await Should.ThrowAsync<InvalidDataException>(() => ReadAsync(-10, 10))).Message.ShouldContain("receipts verify");
    }

    private async Task AppendAsync(int organization, DateTimeOffset? started = null)
    {
        var entry = SampleEntries.Fresh(SampleTenant.Caller(organization), _ledger.NewId());
        var sample = entry.Attempts[0];
        entry.Attempts[0] = new Attempt
        {
            Number = 1,
            Offer = sample.Offer,
            StartedAt = started ?? _time.GetUtcNow(),
            Outcome = AttemptOutcome.Ok,
            Status = 200,
            UpstreamResponseId = sample.UpstreamResponseId,
            TotalMilliseconds = 840,
            Usage = sample.Usage,
            Cost = sample.Cost,
            CostCurrency = "USD",
        };
        (await _ledger.Writer.AppendAsync(entry)).IsDurable.ShouldBeTrue();
    }

    // Minutes after the day's begin. One call of the provider, so that there is something to compare with.
    private async Task<(ReconciliationReport Report, LedgerRange Range)> ReadAsync(int from, int to)
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
        var range = await new LedgerAttempts(_opened.Store, new ArchiveReader(new SqliteArchiveStore(_opened.Database)), SampleTenant.Caller(1).Organization.Id).ReadAsync(parameters, reconciler, null, Cancellation);
        return (reconciler.Finish([], range, Cancellation), range);
    }
}
