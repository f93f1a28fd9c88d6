using System.Globalization;
using Microsoft.Extensions.Logging;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Telemetry;

namespace NextModel.Reporting.Exports;

/// <summary>
/// Writes the exports of schedules: each period once, when it is over, and those that passed while the process was down. A file gets its
/// name when it is whole; what fails is logged and tried again.
/// </summary>
/// <param name="schedules">As configured.</param>
/// <param name="exports">Makes exports.</param>
/// <param name="directory">The organizations.</param>
/// <param name="progress">Remembers which periods are done.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told what fails.</param>
public sealed partial class ScheduledExports(
    IReadOnlyList<ExportSchedule> schedules, ReceiptExports exports, TenancyDirectory directory, ExportProgress progress, TimeProvider time,
    ILogger<ScheduledExports> logger)
{
    // A period is written a little after its end, when nothing of it can come any more.
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(5);

    /// <summary>How often to call <see cref="RunAsync"/>.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Writes what is due.</summary>
    public async ValueTask RunAsync(CancellationToken cancellationToken)
    {
        foreach (var schedule in schedules)
        {
            foreach (var organization in directory.Organizations.Where(one => schedule.Organization is null || schedule.Organization == one.Name).ToList())
            {
                try
                {
                    await CatchUpAsync(schedule, organization, cancellationToken);
                }
#pragma warning disable CA1031 // Disks and databases fail in ways of their own; whatever it was is logged and tried again.
                catch (Exception failure) when (failure is not OperationCanceledException)
#pragma warning restore CA1031
                {
                    LogNotWritten(failure, schedule.Name, organization.Name);
                }
            }
        }
    }

    /// <summary>The name of a period's files, without extension.</summary>
    internal static string NameOf(ExportSchedule schedule, Organization organization, BudgetWindow window, TimeZoneInfo zone)
    {
        var day = TimeZoneInfo.ConvertTime(window.Start, zone);
        var period = day.ToString(schedule.Period == BudgetPeriod.Month ? "yyyy-MM" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
        return $"{schedule.Name}-{Plain(organization.Name)}-{period}";
    }

    // Names of organizations may have any character; names of files may not.
    private static string Plain(string name) => string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));

    private async ValueTask CatchUpAsync(ExportSchedule schedule, Organization organization, CancellationToken cancellationToken)
    {
        var calendar = BudgetCalendar.Find(schedule.TimeZone, schedule.Period)
            ?? throw new InvalidDataException($"There is no time zone '{schedule.TimeZone}' on this machine.");
        var now = time.GetUtcNow();
        var current = calendar.WindowAt(now - Settling);

        // A new schedule begins with the period that ended last.
        var window = calendar.WindowAt(progress.DoneUntil(schedule.Name, organization.Id) ?? current.Start.AddTicks(-1));
        string? previous = null;
        while (window.End <= now - Settling)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = NameOf(schedule, organization, window, calendar.Zone);
            foreach (var format in schedule.Formats)
            {
                await WriteAsync(schedule, organization, window, name, format, previous, cancellationToken);
            }

            progress.Note(schedule.Name, organization.Id, window.End!.Value);
            previous = name;
            window = calendar.WindowAt(window.End.Value);
        }
    }

    private async ValueTask WriteAsync(
        ExportSchedule schedule, Organization organization, BudgetWindow window, string name, ExportFormat format, string? previous, CancellationToken cancellationToken)
    {
        var path = Path.Combine(schedule.Directory, ExportNames.File(name, format));
        var manifest = Path.Combine(schedule.Directory, ExportNames.Manifest(name, format));
        if (File.Exists(path) && File.Exists(manifest))
        {
            return;
        }

        DurableFile.CreateDirectory(schedule.Directory);
        var request = new ExportRequest(format, new ReceiptScope(organization.Id, null), ReceiptFilter.All, window.Start.ToUniversalTime(), window.End!.Value.ToUniversalTime())
        {
            IncludeSandbox = format == ExportFormat.Jsonl,
        };
        var run = await exports.BeginAsync(request, null, cancellationToken);
        await using (var file = new FileStream(path + ".part", FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await run.WriteAsync(file, cancellationToken);
            file.Flush(flushToDisk: true);
        }

        var signed = await exports.SignAsync(run, ExportNames.File(name, format), previous is null ? null : ExportNames.File(previous, format), cancellationToken);
        File.Move(path + ".part", path, overwrite: true);
        DurableFile.Write(manifest, signed);
    }

    [LoggerMessage(EventIds.ExportNotWritten, LogLevel.Error, "The export '{Schedule}' of organization '{Organization}' could not be written; it is tried again in five minutes")]
    private partial void LogNotWritten(Exception failure, string schedule, string organization);
}
