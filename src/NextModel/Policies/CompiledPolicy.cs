using System.Collections.Frozen;

namespace NextModel.Policies;

/// <summary>A policy in the form that requests ask: nothing of it changes, and asking it reads no text.</summary>
public sealed class CompiledPolicy
{
    private readonly PolicyMark[] _marks;
    private readonly FrozenDictionary<string, PolicyMark> _aliasMarks;

    public CompiledPolicy(Policy policy, PolicyDocument document)
    {
        ArgumentNullException.ThrowIfNull(policy);
        ArgumentNullException.ThrowIfNull(document);
        Policy = policy;
        Document = document;
        Aliases = document.Aliases.ToFrozenDictionary(a => a.Name, a => Flatten(document, a.Name), StringComparer.Ordinal);
        _marks = [.. document.Rules.Select(rule => new PolicyMark(policy.Id, policy.Version, rule.Name, Describe(rule)))];
        _aliasMarks = document.Aliases.ToFrozenDictionary(
            a => a.Name, a => new PolicyMark(policy.Id, policy.Version, null, $"alias {a.Name}"), StringComparer.Ordinal);
        Unmatched = new PolicyMark(policy.Id, policy.Version, null, "no rule matched");
    }

    public Policy Policy { get; }

    public PolicyDocument Document { get; }

    /// <summary>What each alias stands for, without the document's own aliases; what is left are models or aliases of wider policies.</summary>
    public FrozenDictionary<string, string[]> Aliases { get; }

    /// <summary>Says that no rule matched.</summary>
    public PolicyMark Unmatched { get; }

    /// <summary>What a receipt says when the rule at <paramref name="index"/> decided.</summary>
    public PolicyMark MarkOf(int index) => _marks[index];

    /// <summary>What a receipt says when an alias did.</summary>
    public PolicyMark MarkOf(string alias) => _aliasMarks[alias];

    private static string[] Flatten(PolicyDocument document, string name)
    {
        var found = new List<string>();
        Flatten(document, name, found, 0);
        return [.. found.Distinct(StringComparer.Ordinal)];
    }

    // The reader refuses cycles; the depth is the second lock.
    private static void Flatten(PolicyDocument document, string name, List<string> found, int depth)
    {
        var alias = depth > PolicyDocument.MaxNames ? null : document.Aliases.FirstOrDefault(a => a.Name == name);
        if (alias is null)
        {
            found.Add(name);
            return;
        }

        foreach (var target in alias.Targets)
        {
            if (found.Count < PolicyDocument.MaxNames)
            {
                Flatten(document, target, found, depth + 1);
            }
        }
    }

    private static string Describe(PolicyRule rule) => rule switch
    {
        { Deny: not null } => "deny",
        { Route: { } route } => route.Targets.Count == 0
            ? route.Strategy.Wire()
            : $"{route.Strategy.Wire()}: {string.Join(", ", route.Targets.Take(4).Select(t => t.Name))}{(route.Targets.Count > 4 ? ", …" : "")}",
        _ => "allow",
    };
}
