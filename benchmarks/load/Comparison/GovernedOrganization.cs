using System.Text;

namespace NextModel.Load.Comparison;

/// <summary>
/// The declarative file of an organization with everything on that governs a request: at each of four levels a policy whose last rule matches
/// and a hard budget with thresholds; rate limits of project and keys; credit that is enforced.
/// </summary>
internal static class GovernedOrganization
{
    private const int RulesPerLevel = 10;

    /// <param name="keys">Names of the keys of project <c>default</c>.</param>
    /// <param name="models">Pattern of the models that are allowed.</param>
    public static string Write(IEnumerable<string> keys, string models)
    {
        var file = new StringBuilder("organizations:\n  - name: default\n    credit: { enforced: true }\n");
        Level(4, "house");
        file.Append("    teams:\n      - name: default\n");
        Level(8, "team");
        file.Append("        projects:\n          - name: default\n");
        Level(12, "project");
        file.Append("            rate_limits: { requests_per_minute: 1000000000, tokens_per_minute: 1000000000, concurrent: 10000 }\n            keys:\n");
        foreach (var key in keys)
        {
            file.Append("              - name: ").Append(key).Append('\n');
            Level(16, "key");
            file.Append("                rate_limits: { requests_per_minute: 1000000000, tokens_per_minute: 1000000000, concurrent: 10000 }\n");
        }

        return file.ToString();

        void Level(int depth, string name)
        {
            var margin = new string(' ', depth);
            file.Append(margin).Append("budgets: [{ name: month, limit: 1000000, window: month, time_zone: Europe/London, thresholds: [50, 80, 100] }]\n");
            file.Append(margin).Append("policy:\n").Append(margin).Append("  policy: 1\n").Append(margin).Append("  rules:\n");
            for (var rule = 1; rule < RulesPerLevel; rule++)
            {
                file.Append(margin).Append($"    - {{ name: \"{name} {rule}\", when: {{ workload: [w{rule}, \"x{rule}-*\"], budget_used: {{ at_least: 80% }} }}, deny: no }}\n");
            }

            file.Append(margin).Append($"    - {{ name: {name}, models: {{ allow: [\"{models}\"] }}, regions: {{ allow: [local] }} }}\n");
        }
    }
}
