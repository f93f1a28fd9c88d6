using NextModel.Policies;

namespace NextModel.Gateway.Declaring;

/// <summary>Policies, and their differences, in words for a plan.</summary>
internal static class PolicyChanges
{
    public static string Describe(PolicyDocument document) =>
        $"{Count(document.Rules.Count, "rule", "rules")}, {Count(document.Aliases.Count, "alias", "aliases")}, default {Default(document)}";

    public static string Describe(PolicyDocument before, PolicyDocument after)
    {
        string[] changes =
        [
            .. Names("rule", before.Rules.Select(r => r.Name), after.Rules.Select(r => r.Name)),
            .. Names("alias", before.Aliases.Select(a => a.Name), after.Aliases.Select(a => a.Name)),
            .. before.DeniesUnmatched == after.DeniesUnmatched ? (string[])[] : [$"default {Default(before)} → {Default(after)}"],
        ];
        return changes.Length == 0 ? "other text, the same names" : string.Join(", ", changes);
    }

    private static IEnumerable<string> Names(string what, IEnumerable<string> before, IEnumerable<string> after)
    {
        var (was, now) = (before.ToHashSet(StringComparer.Ordinal), after.ToHashSet(StringComparer.Ordinal));
        return now.Except(was).Select(n => $"+ {what} {n}").Concat(was.Except(now).Select(n => $"- {what} {n}"));
    }

    private static string Default(PolicyDocument document) => document.DeniesUnmatched ? "deny" : "allow";

    private static string Count(int count, string one, string many) => $"{count} {(count == 1 ? one : many)}";
}
