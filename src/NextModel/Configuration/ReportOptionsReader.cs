using NextModel.Limits;
using NextModel.Reporting.Archives;
using NextModel.Reporting.Exports;

namespace NextModel.Configuration;

/// <summary>Reads the sections <c>exports</c> and <c>retention</c>.</summary>
internal static class ReportOptionsReader
{
    private const int MaxNameLength = 40;

    public static IReadOnlyList<ExportSchedule> ReadExports(YamlSection file)
    {
        var schedules = new List<ExportSchedule>();
        foreach (var section in file.Sections("exports"))
        {
            var schedule = ReadSchedule(section);
            if (schedules.Any(other => other.Name == schedule.Name))
            {
                section.Report("name", $"'{schedule.Name}' stands in the file twice. Names are unique: progress is remembered by them.");
            }

            schedules.Add(schedule);
        }

        return schedules;
    }

    public static RetentionRules? ReadRetention(YamlSection file)
    {
        if (file.Section("retention") is not { } section)
        {
            return null;
        }

        var months = section.Whole("archive_after_months", 1, 1200);
        if (months is null)
        {
            section.Report("archive_after_months", "is required: how many months receipts stay in the database. Take the section out to keep them all there.");
        }

        var directory = ReadDirectory(section);
        section.RejectUnknown();
        return new RetentionRules((int)(months ?? 1200), directory);
    }

    private static ExportSchedule ReadSchedule(YamlSection section)
    {
        var name = section.Text("name") ?? "receipts";
        if (name.Length is 0 or > MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            section.Report("name", $"'{name}' may only have 1 to {MaxNameLength} letters, digits, '-' and '_': it begins the names of files.");
        }

        var every = section.Text("every") ?? "month";
        if (every is not ("day" or "month"))
        {
            section.Report("every", $"'{every}' is neither day nor month.");
        }

        var zone = section.Text("time_zone") ?? "UTC";
        if (LimitRules.CheckZone(zone) is { } noZone)
        {
            section.Report("time_zone", noZone.Message);
        }

        var formats = new List<ExportFormat>();
        foreach (var (text, i) in section.Texts("formats").Select((text, i) => (text, i)))
        {
            if (ExportFormats.Parse(text) is not { } format || formats.Contains(format))
            {
                section.ReportItem("formats", i, $"'{text}' stands there twice or is not one of {ExportFormats.Names}.");
                continue;
            }

            formats.Add(format);
        }

        var schedule = new ExportSchedule(
            name, ReadDirectory(section), every == "day" ? BudgetPeriod.Day : BudgetPeriod.Month, zone, formats.Count == 0 ? [ExportFormat.Csv] : formats)
        {
            Organization = section.Text("organization"),
        };
        section.RejectUnknown();
        return schedule;
    }

    private static string ReadDirectory(YamlSection section)
    {
        var directory = section.RequiredText("directory");
        if (directory.Length > 0 && !Path.IsPathFullyQualified(directory))
        {
            section.Report("directory", $"'{directory}' is not an absolute path; a relative one would depend on where the server was started.");
        }

        return directory;
    }
}
