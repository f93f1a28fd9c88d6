using System.CommandLine;
using CacheSafety.Reports;

namespace CacheSafety.Commands;

/// <summary>Where a report goes, in which forms.</summary>
internal sealed class OutputOptions
{
    private readonly Option<string?> _out = new("--out") { Description = "File for the JSON report, from which 'report' and 'gate' work." };
    private readonly Option<string?> _html = new("--html") { Description = "File for the report as one HTML page without scripts." };
    private readonly Option<string?> _markdown = new("--markdown") { Description = "File for the report as Markdown." };
    private readonly Option<string?> _junit = new("--junit") { Description = "File for the report as JUnit XML." };
    private readonly Option<string?> _svg = new("--svg") { Description = "File for the heat map of classes and policies as SVG." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the JSON report to standard output." };

    public OutputOptions AddTo(Command command)
    {
        command.Add(_out);
        command.Add(_html);
        command.Add(_markdown);
        command.Add(_junit);
        command.Add(_svg);
        command.Add(_json);
        return this;
    }

    /// <summary>Writes the files that were asked for and, to standard output, JSON or the text for people.</summary>
    /// <returns>An exit code when a file cannot be written; null otherwise.</returns>
    public async Task<int?> WriteAsync(ParseResult parsed, BenchReport report, BenchConsole console, CancellationToken cancellationToken)
    {
        (string? Path, Func<BenchReport, string> Form)[] files =
        [
            (parsed.GetValue(_out), ReportJson.Write),
            (parsed.GetValue(_html), HtmlReport.Write),
            (parsed.GetValue(_markdown), MarkdownReport.Write),
            (parsed.GetValue(_junit), JUnitReport.Write),
            (parsed.GetValue(_svg), HeatMap.WriteFile),
        ];
        foreach (var (path, form) in files.Where(file => file.Path is not null))
        {
            try
            {
                await File.WriteAllTextAsync(path!, form(report), cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return console.Fail($"{path} cannot be written: {error.Message}");
            }
        }

        if (parsed.GetValue(_json))
        {
            console.Write(ReportJson.Write(report));
        }
        else
        {
            ReportTables.Write(console, report);
        }

        return null;
    }
}
