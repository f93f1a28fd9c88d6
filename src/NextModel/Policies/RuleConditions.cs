using NextModel.Catalog;
using NextModel.Inference;

namespace NextModel.Policies;

/// <summary>What must be true of a request for a rule to match: all of it; of a list, one entry. Null does not ask.</summary>
public sealed record RuleConditions
{
    public static RuleConditions Any { get; } = new();

    /// <summary>Workload labels.</summary>
    public IReadOnlyList<NamePattern>? Workloads { get; init; }

    /// <summary>Environment labels of the key.</summary>
    public IReadOnlyList<NamePattern>? Environments { get; init; }

    /// <summary>What the caller named as <c>model</c>.</summary>
    public IReadOnlyList<NamePattern>? Models { get; init; }

    public IReadOnlyList<Operation>? Operations { get; init; }

    /// <summary>All of these are needed.</summary>
    public Capability Needs { get; init; }

    public TokenRange? InputTokens { get; init; }

    public BudgetUse? BudgetUsed { get; init; }

    /// <summary>Regions, one of which has an offer of what the caller named.</summary>
    public IReadOnlyList<NamePattern>? Regions { get; init; }

    /// <summary>The member that is not true of the request, as documents spell it; null when all are and the rule matches.</summary>
    /// <param name="question">The request.</param>
    /// <param name="model">The name to take as the one that was asked for.</param>
    /// <param name="stands">What that name stands for, where it is an alias.</param>
    public string? Unmet(PolicyQuestion question, in NamedModel model, IReadOnlyList<NamedModel>? stands = null)
    {
        ArgumentNullException.ThrowIfNull(question);
        if (!Fits(Workloads, question.Workload))
        {
            return "workload";
        }

        if (!Fits(Environments, question.Environment))
        {
            return "environment";
        }

        // Naming a source with it does not make another model of it.
        if (!Fits(Models, model.Name) && !(model.IsPinned && Fits(Models, model.Entry!.Id)))
        {
            return "model";
        }

        if (Operations is not null && !Operations.Contains(question.Operation))
        {
            return "operation";
        }

        if (Needs != Capability.None && (question.Needs & Needs) != Needs)
        {
            return "needs";
        }

        if (InputTokens is { } range && !range.Contains(question.InputTokens))
        {
            return "input_tokens";
        }

        if (Regions is not null && !IsOfferedIn(model, stands))
        {
            return "region";
        }

        return BudgetUsed is { } used && !question.HasUsed(used, (stands is [var first, ..] ? first : model).Entry?.Id ?? model.Name) ? "budget_used" : null;
    }

    /// <summary>True when some request of a key in that environment that names the model could match; what a request can vary counts as met.</summary>
    public bool CouldMatch(string environment, in NamedModel model, IReadOnlyList<NamedModel>? stands) =>
        Fits(Environments, environment) && Fits(Models, model.Name) && (Regions is null || IsOfferedIn(model, stands));

    /// <summary>True when nothing that a request can vary is asked: whatever could match does.</summary>
    public bool AsksNothingOfTheRequest =>
        Workloads is null && Operations is null && Needs == Capability.None && InputTokens is null && BudgetUsed is null;

    private bool IsOfferedIn(in NamedModel model, IReadOnlyList<NamedModel>? stands)
    {
        for (var i = 0; i < (stands?.Count ?? 0); i++)
        {
            if (stands![i].IsOfferedIn(Regions!))
            {
                return true;
            }
        }

        return stands is null && model.IsOfferedIn(Regions!);
    }

    private static bool Fits(IReadOnlyList<NamePattern>? patterns, string name)
    {
        if (patterns is null)
        {
            return true;
        }

        for (var i = 0; i < patterns.Count; i++)
        {
            if (patterns[i].Matches(name))
            {
                return true;
            }
        }

        return false;
    }
}
