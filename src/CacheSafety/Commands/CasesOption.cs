using System.CommandLine;
using CacheSafety.Cases;

namespace CacheSafety.Commands;

/// <summary>Which cases a command runs.</summary>
internal sealed class CasesOption
{
    private readonly Option<string?> _file = new("--cases") { Description = "File of cases, JSON lines of schema csb/1; the sets that come with the tool unless given." };
    private readonly Option<string[]> _classes = new("--class") { Description = "Only cases of this class; may be repeated.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string[]> _suites = new("--suite") { Description = "Only cases of this suite; may be repeated.", AllowMultipleArgumentsPerToken = true };

    private readonly Option<string> _isolation = new("--isolation")
    {
        Description = "The boundary that answers must not cross: tenant drops the cases that forbid sharing between projects, project (the default) keeps them; key also forbids sharing between keys.",
        DefaultValueFactory = _ => "project",
    };

    public CasesOption AddTo(Command command)
    {
        command.Add(_file);
        command.Add(_classes);
        command.Add(_suites);
        command.Add(_isolation);
        return this;
    }

    public string Isolation(ParseResult parsed) => parsed.GetValue(_isolation)!;

    /// <summary>The file, narrowed to what was asked for; null and a message when it cannot be used.</summary>
    public async Task<CaseFile?> ReadAsync(ParseResult parsed, BenchConsole console, CancellationToken cancellationToken)
    {
        CaseFile file;
        var path = parsed.GetValue(_file);
        try
        {
            file = path is null ? CaseFile.BuiltIn() : await CaseFile.ReadAsync(path, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            console.Fail($"{path} cannot be read: {error.Message}");
            return null;
        }

        if (file.Problems.Count > 0)
        {
            console.Refuse(path ?? file.Name, file.Problems);
            return null;
        }

        var isolation = Isolation(parsed);
        if (isolation is not ("tenant" or "project" or "key"))
        {
            console.Fail($"--isolation '{isolation}' is not one of tenant, project, key.");
            return null;
        }

        var (classes, suites) = (parsed.GetValue(_classes)!, parsed.GetValue(_suites)!);
        var kept = Isolated(file.Cases, isolation)
            .Where(one => (classes.Length == 0 || classes.Contains(one.Class)) && (suites.Length == 0 || suites.Contains(Words.Of(one.Suite))))
            .ToArray();
        if (kept.Length == 0)
        {
            console.Fail($"no case is left of {file.Cases.Count}: --class {string.Join(' ', classes)} --suite {string.Join(' ', suites)} match none.");
            return null;
        }

        return file with { Cases = kept };
    }

    // A cache that is meant to share more is not wrong where it does; one that must share less has no right hit across keys.
    private static IEnumerable<Case> Isolated(IEnumerable<Case> cases, string isolation) => isolation switch
    {
        "tenant" => cases.Where(one => one.Label.ScopeRule != ScopeRule.Project),
        "key" => cases.Where(one => one.Label.ScopeRule != ScopeRule.Key),
        _ => cases,
    };
}
