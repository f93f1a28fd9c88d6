using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Credits;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Exports;
using NextModel.Secrets;
using NextModel.Storage.Sqlite;
using NextModel.Storage.Sqlite.Derived;
using NextModel.Storage.Sqlite.Ledger;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Ledger;

namespace NextModel.Benchmarks.Ledger;

/// <summary>
/// Measures one ledger of many receipts, once each: what pages and sums take, export, verification, and whether a request costs more than
/// with an empty one. For <c>./bench --ledger 10m</c>; each figure is printed as it is known, beside what was promised.
/// </summary>
internal static class LedgerAtSize
{
    private const int Pages = 500;
    private const int Sums = 100;
    private const int Rounds = 40;
    private const int AppendsPerRound = 50;

    private static readonly ReceiptScope Organization = new(SampleTenant.Caller().Organization.Id, null);
    private static readonly Stopwatch Watch = Stopwatch.StartNew();

    public static async Task RunAsync()
    {
        Say("generating", "");
        var directory = GeneratedLedger.SixtyDays;
        using var ledger = SqliteDatabase.Open(Path.Combine(directory, "nextmodel.db"), SqliteSettings.Main);
        using var store = new SqliteLedgerStore(ledger, new DiskReserve(Path.Combine(directory, "reserve"), 0));
        var receipts = await store.ReadLastPositionAsync(CancellationToken.None);
        Say("receipts", $"{receipts:N0}");
        using var derived = DerivedFile.Open(Path.Combine(directory, "derived.db"), ledger, NullLogger<DerivedFile>.Instance);
        Rate("indexes and sums made", receipts, "", () =>
        {
            while (derived.CatchUp())
            {
            }
        });
        foreach (var name in (string[])["nextmodel.db", "derived.db"])
        {
            Say(name, $"{new FileInfo(Path.Combine(directory, name)).Length / (double)receipts:N0} bytes a receipt");
        }

        await MeasurePagesAsync(new SqliteReportStore(derived));
        await MeasureSumsAsync(new SqliteReportStore(derived));
        await MeasureVerificationAsync(directory, ledger, receipts);
        await MeasureExportAsync(directory, store, derived, receipts);
        await MeasureAppendsAsync(directory, store);
    }

    // Every filter a list has, of any key, over the whole time: the newest fifty, or fifty from somewhere in the middle.
    private static async Task MeasurePagesAsync(SqliteReportStore reports)
    {
        var random = new Random(5);
        var newest = await reports.ListAsync(new ReceiptQuery(Organization, ReceiptFilter.All, 50), CancellationToken.None);
        var (taken, cpu) = (new List<double>(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < Pages; i++)
        {
            var caller = SampleTenant.Caller(1, random.Next(GeneratedLedger.Projects), random.Next(GeneratedLedger.Projects * GeneratedLedger.KeysPerProject));
            var filter = (i % 5) switch
            {
                0 => ReceiptFilter.All,
                1 => new ReceiptFilter { ProjectId = caller.Project.Id },
                2 => new ReceiptFilter { KeyId = caller.Key.Id },
                3 => new ReceiptFilter { ServeMode = ServeMode.ExactCache, Model = "a-large-model" },
                _ => new ReceiptFilter { ProjectId = caller.Project.Id, ServeMode = ServeMode.ExactCache },
            };
            var middle = newest.Items[0].CompletedAt.ToUnixTimeMilliseconds() - (long)((GeneratedLedger.End - GeneratedLedger.Start).TotalMilliseconds * random.NextDouble());
            var query = new ReceiptQuery(Organization, filter, 50) { Before = i % 2 == 0 ? null : new ReceiptCursor(middle, long.MaxValue) };
            taken.Add(await TimeAsync(async () => await reports.ListAsync(query, CancellationToken.None)));
        }

        Percentiles($"page of 50, {Pages} of them", taken, "last 50 <= 10 ms, filtered p95 <= 100 ms", cpu);
    }

    private static async Task MeasureSumsAsync(SqliteReportStore reports)
    {
        var now = GeneratedLedger.End.AddHours(-7);
        var (taken, cpu) = (new List<double>(), Environment.CpuUsage.TotalTime);
        for (var i = 0; i < Sums; i++)
        {
            var query = new UsageQuery(Organization, ReceiptFilter.All, now.AddDays(-30).AddHours(-i), now.AddHours(-i)) { GroupBy = [UsageDimension.Project] };
            taken.Add(await TimeAsync(async () => await reports.SumAsync(query, CancellationToken.None)));
        }

        Percentiles("spend by project, 30 days", taken, "<= 20 ms, at most 100", cpu);
    }

    private static async Task MeasureExportAsync(string directory, SqliteLedgerStore store, DerivedFile derived, long receipts)
    {
        var time = new ManualTime(GeneratedLedger.End.AddDays(2));
        using var keys = SigningKeys.Open(Path.Combine(directory, "signing"), TestLedger.Master, time);
        var dataKeys = new DataKeyRing();
        dataKeys.Add(Organization.OrganizationId, new DataKey(new byte[32]));
        var tenants = new TenancyDirectory();
        using var credits = new CreditBook(new MemoryCreditStore(), new CreditAccounts(time), tenants, time);
        var exports = new ReceiptExports(store, new SqliteReportStore(derived), credits, tenants, dataKeys, keys, time);
        foreach (var (format, promised) in ((ExportFormat, string)[])[(ExportFormat.Csv, ">= 100,000/s on two cores"), (ExportFormat.Focus14, ""), (ExportFormat.Jsonl, "")])
        {
            var request = new ExportRequest(format, Organization, ReceiptFilter.All, GeneratedLedger.Start, GeneratedLedger.End.AddDays(1));
            var run = await exports.BeginAsync(request, null, CancellationToken.None);
            using var watched = new ResidentMemory();
            await RateAsync($"export as {format}", receipts, promised, async () => await run.WriteAsync(Stream.Null, CancellationToken.None));
            Say("  resident meanwhile", $"at most {watched.Peak >> 20} MiB", "< 200 MB");
            Require(run.Tally.Receipts == receipts, $"{run.Tally.Receipts} exported");
        }
    }

    private static async Task MeasureVerificationAsync(string directory, SqliteDatabase ledger, long receipts)
    {
        var jwkSet = System.Text.Encoding.ASCII.GetBytes(SigningKeys.JwkSetOf(Path.Combine(directory, "signing")));
        using var verifier = new EvidenceVerifier(jwkSet, new LogChainVerifier());
        using var watched = new ResidentMemory();
        await RateAsync("verification of the database", receipts, ">= 50,000/s on two cores", () =>
            new LedgerWalk(new SqliteLedgerReader(ledger)).RunAsync(verifier, 0, (_, _) => { }, CancellationToken.None));
        Say("  resident meanwhile", $"at most {watched.Peak >> 20} MiB");
        Require(verifier.Report.IsGenuine && verifier.Report.Receipts == receipts, $"{verifier.Report.Problems} problems");
    }

    // Alternating, so that what else the machine does meets both.
    private static async Task MeasureAppendsAsync(string directory, SqliteLedgerStore full)
    {
        var empty = Directory.CreateTempSubdirectory("nextmodel-bench-").FullName;
        try
        {
            using var database = SqliteDatabase.Open(Path.Combine(empty, "nextmodel.db"), SqliteSettings.Main);
            using var store = new SqliteLedgerStore(database, new DiskReserve(Path.Combine(empty, "reserve"), 0));
            using var small = await TestLedger.StartAsync(store, empty, TimeProvider.System, CancellationToken.None);
            using var large = await TestLedger.StartAsync(full, directory, TimeProvider.System, CancellationToken.None);
            var (first, second) = (new List<double>(), new List<double>());
            for (var round = 0; round < Rounds; round++)
            {
                first.Add(await AppendAsync(small));
                second.Add(await AppendAsync(large));
            }

            Percentiles("durable receipt, empty ledger", first, "");
            Percentiles("durable receipt, this ledger", second, "as with an empty one");
            Say("  ratio of the medians", $"{second.Order().ElementAt(Rounds / 2) / first.Order().ElementAt(Rounds / 2):0.00}");
        }
        finally
        {
            Directory.Delete(empty, recursive: true);
        }
    }

    // Milliseconds for one, in a round of some.
    private static async Task<double> AppendAsync(TestLedger ledger) => await TimeAsync(async () =>
    {
        for (var i = 0; i < AppendsPerRound; i++)
        {
            Require((await ledger.AppendAsync(SampleTenant.Caller(1, i % GeneratedLedger.Projects))).Commit.IsDurable, "a receipt is not durable");
        }
    }) / AppendsPerRound;

    private static async Task<double> TimeAsync(Func<Task> act)
    {
        var started = Stopwatch.GetTimestamp();
        await act();
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static void Rate(string what, long count, string promised, Action act) => RateAsync(what, count, promised, () =>
    {
        act();
        return Task.CompletedTask;
    }).GetAwaiter().GetResult();

    private static async Task RateAsync(string what, long count, string promised, Func<Task> act)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var milliseconds = await TimeAsync(act);
        var spent = (Environment.CpuUsage.TotalTime - cpu).TotalMilliseconds;
        Say(what, $"{count / milliseconds * 1000:N0}/s, {spent * 1000 / count:0.0} us of processor each, {spent / milliseconds:0.00} processors had", promised);
    }

    private static void Percentiles(string what, List<double> milliseconds, string promised, TimeSpan? cpuBefore = null)
    {
        var spent = cpuBefore is { } before ? (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / milliseconds.Count : 0;
        var ordered = milliseconds.Order().ToList();
        Say(
            what,
            $"p50 {ordered[ordered.Count / 2]:0.00}, p95 {ordered[ordered.Count * 95 / 100]:0.00}, most {ordered[^1]:0.00} ms{(spent > 0 ? $", {spent:0.00} ms of processor each" : "")}",
            promised);
    }

    private static void Say(string what, string figure, string promised = "") => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture, $"{Watch.Elapsed.TotalSeconds,7:0} s  {what,-32} {figure}{(promised.Length > 0 ? $"   (promised: {promised})" : "")}"));

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new InvalidOperationException($"bench: {problem}");
        }
    }
}
