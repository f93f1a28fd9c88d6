using NextModel.Configuration;
using NextModel.Errors;

namespace NextModel.Gateway.Declaring;

/// <summary>A plan in the making: what each kind of object adds to it.</summary>
/// <param name="prune">Whether what the file does not name is taken away.</param>
internal sealed class PlanDraft(bool prune)
{
    private readonly HashSet<string> _declared = new(StringComparer.Ordinal);

    /// <summary>True takes away what the file does not name.</summary>
    public bool Prunes => prune;

    /// <summary>In the order in which they are to be made.</summary>
    public List<PlanStep> Steps { get; } = [];

    /// <summary>What the file does not name and pruning would take away.</summary>
    public List<string> Kept { get; } = [];

    public List<ConfigurationProblem> Problems { get; } = [];

    /// <summary>Notes that the file names an object; twice is a problem.</summary>
    public void Declare(string kind, string path, string where)
    {
        if (!_declared.Add($"{kind} {path}"))
        {
            Report(where, $"the {kind} '{path}' stands in the file twice. Take one out.");
        }
    }

    public void Report(string where, string message) => Problems.Add(new ConfigurationProblem(where, message));

    public void Step(string action, string kind, string path, string detail, Func<StepRun, ValueTask<GatewayError?>> run) =>
        Steps.Add(new PlanStep(action, kind, path, detail) { Run = run });

    /// <summary>Takes an object away that the file does not name, or lists it as kept.</summary>
    public void Remove(string action, string kind, string path, Func<StepRun, ValueTask<GatewayError?>> run)
    {
        if (_declared.Contains($"{kind} {path}"))
        {
            return;
        }

        if (prune)
        {
            Step(action, kind, path, "not in the file", run);
        }
        else
        {
            Kept.Add($"{kind} {path}");
        }
    }

    /// <summary>What a step answers for the change it made.</summary>
    public static GatewayError? Refusal<T>(Result<T> result)
        where T : class => result.TryGet(out _, out var refusal) ? null : refusal;
}
