using System.CommandLine;
using System.Text.Json.Nodes;
using CacheSafety.Cases;

namespace CacheSafety.Commands;

/// <summary><c>validate</c>: every problem of a file of cases, by line and field.</summary>
internal static class ValidateCommand
{
    public static Command Create(BenchConsole console)
    {
        var file = new Argument<string?>("file") { Description = "JSON lines of schema csb/1; the sets that come with the tool unless given.", Arity = ArgumentArity.ZeroOrOne };
        var schema = new Option<bool>("--schema") { Description = "Print the JSON Schema of a case and end." };
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("validate", "Check a file of cases: every error with its line and field.") { file, schema, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(schema))
            {
                console.Write(await SchemaAsync(cancellationToken));
                return BenchExit.Passed;
            }

            var path = parsed.GetValue(file);
            CaseFile read;
            try
            {
                read = path is null ? CaseFile.BuiltIn() : await CaseFile.ReadAsync(path, cancellationToken);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                return console.Fail($"{path} cannot be read: {error.Message}");
            }

            if (parsed.GetValue(json))
            {
                console.Line(Json(read).ToJsonString());
                return read.Problems.Count == 0 ? BenchExit.Passed : BenchExit.Usage;
            }

            if (read.Problems.Count > 0)
            {
                return console.Refuse(path ?? read.Name, read.Problems);
            }

            console.Table(["suite", "cases", "reusable", "traps"], read.Cases.GroupBy(one => one.Suite).Select(suite => new[]
            {
                Words.Of(suite.Key), $"{suite.Count()}", $"{suite.Count(one => one.Label.Reusable)}", $"{suite.Count(one => one.IsTrap)}",
            }));
            console.Line($"{read.Cases.Count} cases, {read.Cases.Count(one => one.IsGated)} gated; sha256 {read.Sha256}");
            return BenchExit.Passed;
        });
        return command;
    }

    private static JsonObject Json(CaseFile file) => new()
    {
        ["name"] = file.Name,
        ["sha256"] = file.Sha256,
        ["cases"] = file.Cases.Count,
        ["gated"] = file.Cases.Count(one => one.IsGated),
        ["problems"] = new JsonArray([.. file.Problems.Select(problem => new JsonObject
        {
            ["line"] = problem.Line, ["field"] = problem.Field, ["message"] = problem.Message,
        })]),
    };

    private static async Task<string> SchemaAsync(CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(typeof(ValidateCommand).Assembly.GetManifestResourceStream("case.schema.json")!);
        return await reader.ReadToEndAsync(cancellationToken);
    }
}
