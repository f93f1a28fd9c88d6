using Microsoft.Data.Sqlite;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Testing;
using NextModel.Testing.Ledger;
using SQLitePCL;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>What the writer does when SQLite fails under it. The errors are raised inside real inserts.</summary>
public sealed class LedgerFaultTests : IAsyncLifetime
{
    private static readonly Caller Caller = SampleTenant.Caller();

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);
    private OpenSqliteLedger _opened = null!;
    private TestLedger _ledger = null!;
    private Func<int> _fault = () => raw.SQLITE_OK;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private LedgerAdmission Admission => _ledger.Writer.Admission;

    public async ValueTask InitializeAsync()
    {
        _opened = new OpenSqliteLedger(_directory.Path, reserve: 1 << 20);
        _opened.Database.Writer.CreateFunction("fault", () => _fault() is var code && code == raw.SQLITE_OK ? 0 : throw new SqliteException("injected", code));
        _opened.Execute("CREATE TEMP TRIGGER on_receipt BEFORE INSERT ON main.receipts BEGIN SELECT fault(); END");
        _opened.Execute("CREATE TEMP TRIGGER on_probe BEFORE INSERT ON main.probes BEGIN SELECT fault(); END");
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
    public async Task AppendAsync_DiskFull_RefusesUntilAProbeSucceedsAndLeavesNoTrace()
    {
        await _ledger.AppendAsync(Caller);
        _fault = () => raw.SQLITE_FULL;

        var (_, refused) = await _ledger.AppendAsync(Caller);

        refused.Error.ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.Overloaded);
        refused.Error.RetryAfter.ShouldNotBeNull();
        refused.Error.Message.ShouldContain("full");
        (await Admission.CheckAsync(Cancellation)).ShouldNotBeNull();

        _fault = () => raw.SQLITE_OK;
        (await Admission.CheckAsync(Cancellation)).ShouldNotBeNull("a probe is not due yet");
        _time.Advance(TimeSpan.FromSeconds(1));
        (await Admission.CheckAsync(Cancellation)).ShouldBeNull();
        Admission.IsClosed.ShouldBeFalse();
        (await _ledger.AppendAsync(Caller)).Commit.IsDurable.ShouldBeTrue();
        var rows = await _opened.Store.ReadAsync(0, 10, Cancellation);
        rows.Select(row => (row.Position, row.LogSequence)).ShouldBe([(1, 1), (2, 2)]);
        rows[1].PreviousHash.ShouldBe(rows[0].Hash);
        rows.ShouldAllBe(row => row.TryReadText() != null);
    }

    [Fact]
    public async Task AppendAsync_DiskFull_InFlightIsRecordedFromTheReserveAndNothingNewAdmitted()
    {
        await _ledger.AppendAsync(Caller);
        _fault = () => File.Exists(_directory.File("reserve")) ? raw.SQLITE_FULL : raw.SQLITE_OK;

        (await _ledger.AppendAsync(Caller)).Commit.IsDurable.ShouldBeTrue();

        (await Admission.CheckAsync(Cancellation)).ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.Overloaded);
        (await _ledger.AppendAsync(Caller)).Commit.IsDurable.ShouldBeTrue("what is in flight goes on");
        _fault = () => raw.SQLITE_OK;
        _time.Advance(TimeSpan.FromSeconds(1));
        (await Admission.CheckAsync(Cancellation)).ShouldBeNull();
        File.Exists(_directory.File("reserve")).ShouldBeTrue();
    }

    [Fact]
    public async Task AppendAsync_DiskStillFullAfterAFailure_InFlightGoesOnFromWhatAProbeFound()
    {
        // Not even the reserve helped once; then there is a little room, though not enough to hold the reserve again.
        _fault = () => raw.SQLITE_FULL;
        (await _ledger.AppendAsync(Caller)).Commit.IsDurable.ShouldBeFalse();
        Directory.CreateDirectory(_directory.File("reserve"));
        _fault = () => raw.SQLITE_OK;
        _time.Advance(TimeSpan.FromSeconds(1));

        (await Admission.CheckAsync(Cancellation)).ShouldNotBeNull();
        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(0.4));
            (await _ledger.AppendAsync(Caller)).Commit.IsDurable.ShouldBeTrue();
        }

        Directory.Delete(_directory.File("reserve"));
        (await Admission.CheckAsync(Cancellation)).ShouldBeNull("commits in between do not put off the probe");
    }

    [Theory]
    [InlineData(raw.SQLITE_IOERR)]
    [InlineData(raw.SQLITE_CORRUPT)]
    public async Task AppendAsync_DiskFailed_ClosesForGood(int code)
    {
        await _ledger.AppendAsync(Caller);
        _fault = () => code;

        (await _ledger.AppendAsync(Caller)).Commit.Error.ShouldNotBeNull();

        Admission.IsClosed.ShouldBeTrue();
        _fault = () => raw.SQLITE_OK;
        _time.Advance(TimeSpan.FromHours(1));
        (await Admission.CheckAsync(Cancellation)).ShouldNotBeNull().RetryAfter.ShouldNotBeNull();
        (await _ledger.AppendAsync(Caller)).Commit.Error.ShouldNotBeNull().Code.ShouldBe(GatewayErrorCode.Overloaded);
        (await _opened.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(1);
    }

    [Fact]
    public async Task AppendAsync_DiskFailedWhileOthersWait_NoneOfThemIsWrittenAfterIt()
    {
        Task<(LedgerEntry Entry, LedgerCommit Commit)>? behind = null;
        _fault = () =>
        {
            _fault = () => raw.SQLITE_OK;
            behind = _ledger.AppendAsync(Caller);
            return raw.SQLITE_IOERR;
        };

        (await _ledger.AppendAsync(Caller)).Commit.IsDurable.ShouldBeFalse();

        (await behind.ShouldNotBeNull()).Commit.IsDurable.ShouldBeFalse();
        (await Admission.Closed).ShouldContain("disk");
        (await _opened.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(0);
    }

    [Fact]
    public async Task AppendAsync_ManyWaitWhenTheDiskIsFull_EveryoneIsTold()
    {
        _fault = () => raw.SQLITE_FULL;

        var commits = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ =>
            Task.Factory.StartNew(() => _ledger.AppendAsync(Caller), Cancellation).Unwrap()));

        commits.ShouldAllBe(commit => !commit.Commit.IsDurable);
        (await _opened.Store.ReadLastPositionAsync(Cancellation)).ShouldBe(0);
        _opened.Scalar("SELECT (SELECT count(*) FROM receipt_forms) + (SELECT count(*) FROM logs)").ShouldBe(0L);
    }

    [Fact]
    public async Task AppendAsync_EntryCannotBeWritten_ThrowsAtTheCallerAndHurtsNobodyElse()
    {
        var broken = SampleEntries.Fresh(Caller, _ledger.NewId());
        broken.Outcome = 0;

        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await _ledger.Writer.AppendAsync(broken));

        (await _ledger.AppendAsync(Caller)).Commit.IsDurable.ShouldBeTrue();
    }
}
