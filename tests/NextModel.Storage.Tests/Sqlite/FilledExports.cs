using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Exports;
using NextModel.Secrets;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Evidence;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Sqlite;

/// <summary>Exports over a ledger of three projects, 500 receipts a second, filled once for all tests.</summary>
public sealed class FilledExports : IAsyncLifetime
{
    /// <summary>Receipts, unless said otherwise.</summary>
    public const int Count = 25_000;

    private const int ASecond = 500;

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(SampleTenant.Day);
    private readonly DataKeyRing _dataKeys = new();

    private OpenSqliteReports _opened = null!;
    private SigningKeys _keys = null!;
    private CreditBook _credits = null!;

    /// <summary>Receipts in it.</summary>
    public int Receipts { get; init; } = Count;

    public ReceiptExports Exports { get; private set; } = null!;

    /// <summary>An export of the first receipts.</summary>
    /// <param name="format">As what.</param>
    /// <param name="receipts">How many, in whole seconds.</param>
    /// <param name="limit">Of its first part; null for all at once.</param>
    public ValueTask<ExportRun> BeginAsync(ExportFormat format, int receipts, int? limit) => Exports.BeginAsync(
        new ExportRequest(
            format, new ReceiptScope(SampleTenant.Caller().Organization.Id, null), ReceiptFilter.All, SampleTenant.Day, SampleTenant.Day.AddSeconds(receipts / ASecond)),
        limit, TestContext.Current.CancellationToken);

    public async ValueTask InitializeAsync()
    {
        _opened = new OpenSqliteReports(_directory.Path);
        var held = new HeldStore(_opened.Store);
        using (var ledger = await TestLedger.StartAsync(held, _directory.Path, _time, CancellationToken.None))
        {
            for (var appended = 0; appended < Receipts; appended += ASecond)
            {
                // Nobody waits for the disk alone: the first is held until all others have joined the next commit.
                held.Hold();
                var appends = Task.WhenAll(Enumerable.Range(0, ASecond).Select(async i => (await ledger.AppendAsync(SampleTenant.Caller(1, i % 3))).Commit));
                held.Release();
                (await appends).ShouldAllBe(commit => commit.IsDurable);
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
