using NextModel.Policies;

namespace NextModel.Configuration;

/// <summary>Reads the aliases of a policy document.</summary>
internal static class PolicyAliasReader
{
    public static IReadOnlyList<PolicyAlias> Read(YamlSection document, PolicyNames? names)
    {
        if (document.Section("aliases") is not { } section)
        {
            return [];
        }

        var aliases = new List<PolicyAlias>();
        var known = section.MemberNames().ToHashSet(StringComparer.Ordinal);
        if (known.Count > PolicyDocument.MaxRules)
        {
            document.Report("aliases", $"has {known.Count} aliases, and a policy may have {PolicyDocument.MaxRules}.");
            return [];
        }

        foreach (var name in known)
        {
            CheckName(section, name, names);
            var targets = section.OneOrMore(name)!;
            if (targets.Count is 0 or > PolicyDocument.MaxNames)
            {
                section.Report(name, $"stands for {targets.Count} models; it must be 1 to {PolicyDocument.MaxNames}.");
            }

            for (var i = 0; i < targets.Count; i++)
            {
                if (names?.WhyNoModel(targets[i], known) is { } problem)
                {
                    section.ReportItem(name, i, problem);
                }
            }

            aliases.Add(new PolicyAlias(name, targets));
        }

        RejectCycles(section, aliases);
        return aliases;
    }

    private static void CheckName(YamlSection section, string name, PolicyNames? names)
    {
        if (name.Length is 0 or > PolicyAlias.MaxNameLength || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':'))
        {
            section.Report(name, $"is no name for an alias: it may have 1 to {PolicyAlias.MaxNameLength} letters, digits, '-', '_', '.' and ':'.");
        }
        else if (names?.Models.ContainsKey(name) == true)
        {
            section.Report(name, "is the name of a model in the catalog. Choose another name; a rule with 'when: { model: … }' can send that model's requests elsewhere.");
        }
    }

    private static void RejectCycles(YamlSection section, List<PolicyAlias> aliases)
    {
        var targets = aliases.ToDictionary(a => a.Name, a => a.Targets, StringComparer.Ordinal);
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var alias in aliases)
        {
            if (FindCycle(alias.Name, targets, [], done) is { } cycle)
            {
                section.Report(cycle[0], $"stands for itself: {string.Join(" → ", cycle)}. Let one of them name a model.");
                return;
            }
        }
    }

    // The aliases of a cycle, the first one also last; null when there is none on the way from here.
    private static List<string>? FindCycle(
        string name, Dictionary<string, IReadOnlyList<string>> targets, List<string> path, HashSet<string> done)
    {
        var at = path.IndexOf(name);
        if (at >= 0)
        {
            return [.. path[at..], name];
        }

        if (!targets.TryGetValue(name, out var next) || done.Contains(name))
        {
            return null;
        }

        path.Add(name);
        foreach (var target in next)
        {
            if (FindCycle(target, targets, path, done) is { } cycle)
            {
                return cycle;
            }
        }

        path.RemoveAt(path.Count - 1);
        done.Add(name);
        return null;
    }
}
