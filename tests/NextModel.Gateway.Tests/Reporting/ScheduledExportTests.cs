using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Limits;
using NextModel.Reporting.Exports;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary>Exports that are written by themselves: each period once, whatever happens in between.</summary>
public sealed class ScheduledExportTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _target = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private TestGateway _gateway = null!;

    private string Files => Path.Combine(_target.Path, "exports");

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new TestGatewayOptions { Time = _time });

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _target.Dispose();
    }

    [Fact]
    public async Task Run_DayThatIsOver_IsWrittenWithItsManifestAndOnlyOnce()
    {
        await AskAsync();
        await RunAsync();
        Names().ShouldBe(["daily-default-2026-11-20.jsonl", "daily-default-2026-11-20.jsonl.manifest.json"], "it begins with the day that ended last");
        _time.Advance(TimeSpan.FromHours(14) + TimeSpan.FromMinutes(4));
        await RunAsync();
        Names().Count.ShouldBe(2, "a commit of the last seconds may still come");
        _time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync();
        var day = Path.Combine(Files, "daily-default-2026-11-21.jsonl");
        File.ReadLines(day).Count().ShouldBe(1);
        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(day + ".manifest.json"));
        manifest.RootElement.GetProperty("complete").GetBoolean().ShouldBeTrue();
        manifest.RootElement.GetProperty("receipts").GetInt64().ShouldBe(1);
        manifest.RootElement.GetProperty("previous").ValueKind.ShouldBe(JsonValueKind.Null);
        var written = File.GetLastWriteTimeUtc(day);
        await RunAsync();
        File.GetLastWriteTimeUtc(day).ShouldBe(written);
        Names().ShouldAllBe(name => !name.EndsWith(".part", StringComparison.Ordinal) && !name.EndsWith(".new", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_AfterDaysOfDowntime_CatchesUpAndNeverWritesADayTwice()
    {
        await RunAsync();
        _time.Advance(TimeSpan.FromDays(3));
        await RunAsync();
        Names().Count(name => name.EndsWith(".jsonl", StringComparison.Ordinal)).ShouldBe(4);
        using (var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Files, "daily-default-2026-11-23.jsonl.manifest.json"))))
        {
            manifest.RootElement.GetProperty("previous").GetString().ShouldBe("daily-default-2026-11-22.jsonl");
        }

        Directory.Delete(Files, recursive: true);
        await RunAsync();
        Directory.Exists(Files).ShouldBeFalse("what was taken away is not made again");
        _time.Advance(TimeSpan.FromDays(1));
        await RunAsync();
        Names().ShouldBe(["daily-default-2026-11-24.jsonl", "daily-default-2026-11-24.jsonl.manifest.json"]);
    }

    [Fact]
    public async Task Run_DirectoryThatCannotBeWritten_IsTriedAgain()
    {
        await File.WriteAllTextAsync(Files, "a file where the directory shall be");
        await RunAsync();
        File.Delete(Files);
        await RunAsync();
        Names().Count.ShouldBe(2);
    }

    [Fact]
    public async Task Run_ByMonthInAZoneAndSeveralFormats_NamesThemByTheMonth()
    {
        var schedule = new ExportSchedule("finance", Files, BudgetPeriod.Month, "Pacific/Auckland", [ExportFormat.Csv, ExportFormat.Focus14]) { Organization = "default" };
        await RunAsync(schedule);
        Names().ShouldBe([
            "finance-default-2026-10.csv", "finance-default-2026-10.csv.manifest.json", "finance-default-2026-10.focus-1.4.csv", "finance-default-2026-10.focus-1.4.csv.manifest.json",
        ]);
        using var manifest = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Combine(Files, "finance-default-2026-10.csv.manifest.json")));
        manifest.RootElement.GetProperty("from").GetString().ShouldBe("2026-09-30T11:00:00.000Z");
        manifest.RootElement.GetProperty("to").GetString().ShouldBe("2026-10-31T11:00:00.000Z");
        await RunAsync(schedule with { Name = "others", Organization = "elsewhere" });
        Names().Count.ShouldBe(4);
    }

    private List<string> Names() => [.. Directory.EnumerateFiles(Files).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal)];

    // A new one each time, as after a restart.
    private async Task RunAsync(ExportSchedule? schedule = null) => await new ScheduledExports(
        [schedule ?? new ExportSchedule("daily", Files, BudgetPeriod.Day, "UTC", [ExportFormat.Jsonl])], _gateway.Installation.Reporting.Exports, _gateway.Installation.Directory,
        new ExportProgress(_target.File("exports.json")), _time, NullLogger<ScheduledExports>.Instance).RunAsync(default);

    private async Task AskAsync()
    {
        using var response = await _gateway.ChatAsync("{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}");
        await response.Content.ReadAsByteArrayAsync();
        response.Headers.Contains("x-nextmodel-receipt-url").ShouldBeTrue();
    }
}
