using System.Globalization;
using CacheSafety.Cases;
using Spectre.Console;

namespace CacheSafety.Commands;

/// <summary>Where commands write: results to standard output; notes and progress to standard error.</summary>
/// <param name="output">Standard output.</param>
/// <param name="error">Standard error.</param>
/// <param name="isLively">A person is watching: progress may move.</param>
public sealed class BenchConsole(TextWriter output, TextWriter error, bool isLively)
{
    /// <summary>The process's own, lively on a terminal outside continuous integration.</summary>
    public static BenchConsole OfProcess() =>
        new(Console.Out, Console.Error, !Console.IsErrorRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("CI")));

    public void Line(string text = "") => output.WriteLine(text);

    public void Write(string text) => output.Write(text);

    public void Note(string text) => error.WriteLine(text);

    public int Fail(string message, int exitCode = BenchExit.Usage)
    {
        error.WriteLine($"error: {message}");
        return exitCode;
    }

    /// <summary>Every problem of a file, and the exit code for them.</summary>
    public int Refuse(string file, IReadOnlyList<CaseProblem> problems)
    {
        error.WriteLine($"error: {file} has {problems.Count} problem{(problems.Count == 1 ? "" : "s")}; nothing was run.");
        foreach (var problem in problems)
        {
            error.WriteLine($"  {problem}");
        }

        return BenchExit.Usage;
    }

    /// <summary>A table for people. What stands in cases may be hostile: it is escaped, and invisible characters are written as code points.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns([.. columns]);
        foreach (var row in rows)
        {
            table.AddRow([.. row.Select(cell => Markup.Escape(Reports.VisibleText.Of(cell)))]);
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Console.IsOutputRedirected ? 400 : Math.Max(80, console.Profile.Width);
        console.Write(table);
    }

    /// <summary>Runs work that reports how much of <paramref name="total"/> is done; shown with counts and the time left where a person is watching.</summary>
    public async Task<T> ProgressAsync<T>(string what, int total, Func<IProgress<int>, Task<T>> work)
    {
        if (!isLively)
        {
            return await work(new Silent());
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                var task = context.AddTask(Markup.Escape(what), maxValue: Math.Max(1, total));
                return work(new Bar(task, what, total));
            });
    }

    private sealed class Silent : IProgress<int>
    {
        public void Report(int value)
        {
        }
    }

    private sealed class Bar(ProgressTask task, string what, int total) : IProgress<int>
    {
        public void Report(int value)
        {
            task.Value = value;
            task.Description = Markup.Escape(string.Create(CultureInfo.InvariantCulture, $"{what} {value}/{total}"));
        }
    }
}
