using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using NextModel.Configuration;
using NextModel.Errors;
using Spectre.Console;

namespace NextModel.Cli;

/// <summary>Where commands write: results to standard output, all else to standard error.</summary>
internal sealed class CommandOutput(TextWriter output, TextWriter error)
{
    public void Line(string text = "") => output.WriteLine(text);

    public void Note(string text) => error.WriteLine(text);

    public void Json<T>(T value, JsonTypeInfo<T> type) => output.WriteLine(JsonSerializer.Serialize(value, type));

    /// <summary>A table for people.</summary>
    public void Table(IReadOnlyList<string> columns, IEnumerable<string[]> rows)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns([.. columns]);
        foreach (var row in rows)
        {
            table.AddRow(row.Select(Markup.Escape).ToArray());
        }

        // A pipe has no width to wrap to.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output) });
        console.Profile.Width = Console.IsOutputRedirected ? 400 : Math.Max(80, console.Profile.Width);
        console.Write(table);
    }

    /// <summary>Raw bytes to standard output, for exports.</summary>
    public TextWriter Results => output;

    public int Refuse(GatewayError refusal)
    {
        error.WriteLine($"error: {refusal.Message}");
        return ExitCodes.Failure;
    }

    public int Refuse(IReadOnlyList<ConfigurationProblem> problems)
    {
        error.WriteLine(problems.Count == 1 ? "The configuration has a problem:" : $"The configuration has {problems.Count} problems:");
        foreach (var problem in problems)
        {
            error.WriteLine($"  {problem}");
        }

        return ExitCodes.Usage;
    }

    public int Fail(string message, int exitCode)
    {
        error.WriteLine($"error: {message}");
        return exitCode;
    }
}
