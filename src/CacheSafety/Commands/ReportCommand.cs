using System.CommandLine;

namespace CacheSafety.Commands;

/// <summary><c>report</c>: the other forms of a JSON report.</summary>
internal static class ReportCommand
{
    public static Command Create(BenchConsole console)
    {
        var file = new Argument<string>("file") { Description = "A JSON report, written by --out." };
        var command = new Command("report", "Write a JSON report as HTML, Markdown, JUnit or SVG, or show it.") { file };
        var output = new OutputOptions().AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
            await ReportFile.ReadAsync(parsed.GetValue(file)!, console, cancellationToken) is { } report
                ? await output.WriteAsync(parsed, report, console, cancellationToken) ?? BenchExit.Passed
                : BenchExit.Usage);
        return command;
    }
}
