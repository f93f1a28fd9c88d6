using NextModel.Policies;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>Reads a policy document, YAML or JSON, strictly: what is misspelt, empty or unknown is a problem with its line and column.</summary>
/// <remarks>The members are told in docs/reference/policy-schema.md, and as JSON Schema at <c>/schemas/policy/1.json</c>.</remarks>
public static class PolicyReader
{
    /// <summary>Reads a document that is to be put in force.</summary>
    /// <param name="text">YAML or JSON.</param>
    /// <param name="names">What it may refer to; null takes all names for known: for what was checked when it was written.</param>
    /// <param name="problems">Receives what is wrong with it.</param>
    /// <returns>The document; null when there are problems.</returns>
    public static PolicyDocument? Read(string text, PolicyNames? names, List<ConfigurationProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        if (text.Length > PolicyDocument.MaxLength)
        {
            problems.Add(new ConfigurationProblem(
                "the document", $"has {text.Length} characters, and a policy may have {PolicyDocument.MaxLength}. Split it: team, project and key have policies of their own."));
            return null;
        }

        YamlNode root;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            root = stream.Documents.Count == 1 ? stream.Documents[0].RootNode : new YamlScalarNode();
        }
        catch (YamlException error)
        {
            problems.Add(new ConfigurationProblem($"the document (line {error.Start.Line}, column {error.Start.Column})", error.Message));
            return null;
        }

        if (root is not YamlMappingNode mapping)
        {
            problems.Add(new ConfigurationProblem("the document (line 1, column 1)", "must be one document with members such as 'policy: 1' and 'rules'."));
            return null;
        }

        return Read("", mapping, names, problems);
    }

    /// <summary>Reads a document that stands in another file.</summary>
    internal static PolicyDocument? Read(string path, YamlMappingNode mapping, PolicyNames? names, List<ConfigurationProblem> problems)
    {
        var before = problems.Count;
        RejectEmpty(path, mapping, problems, new HashSet<YamlNode>(ReferenceEqualityComparer.Instance));
        if (problems.Count > before)
        {
            return null;
        }

        var section = new YamlSection(path, mapping, static _ => null, problems);
        if (section.Whole("policy", 1, PolicyDocument.Format) is null && !section.MemberNames().Contains("policy"))
        {
            section.Report("policy", $"is required: the number of the format, 'policy: {PolicyDocument.Format}'.");
        }

        var aliases = PolicyAliasReader.Read(section, names);
        var known = aliases.Select(a => a.Name).ToHashSet(StringComparer.Ordinal);
        var unmatched = section.Text("default");
        if (unmatched is not (null or "allow" or "deny"))
        {
            section.Report("default", $"'{unmatched}' is neither allow nor deny.");
        }

        var rules = ReadRules(section, new PolicyRuleReader(names, known));
        var credentials = PolicyRuleReader.ReadCredentials(section);
        section.RejectUnknown();
        return problems.Count > before ? null : new PolicyDocument(aliases, rules, unmatched == "deny") { Credentials = credentials };
    }

    private static List<PolicyRule> ReadRules(YamlSection section, PolicyRuleReader reader)
    {
        var rules = new List<PolicyRule>();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in section.Sections("rules"))
        {
            if (rules.Count == PolicyDocument.MaxRules)
            {
                section.Report("rules", $"has more than {PolicyDocument.MaxRules} rules. Use patterns ('gpt-*'), or policies of team, project or key.");
                break;
            }

            var rule = reader.Read(item);
            if (rule.Name.Length > 0 && !seen.Add(rule.Name))
            {
                item.Report("name", $"'{rule.Name}' is the name of an earlier rule. Names are unique: receipts tell rules by them.");
            }

            rules.Add(rule);
        }

        return rules;
    }

    // A member without a value would restrict nothing, which is not what somebody meant who wrote it.
    private static void RejectEmpty(string path, YamlNode node, List<ConfigurationProblem> problems, HashSet<YamlNode> seen)
    {
        // What an anchor stands for is looked at once, however often it is used.
        if (!seen.Add(node))
        {
            return;
        }

        switch (node)
        {
            case YamlMappingNode mapping:
                foreach (var (key, value) in mapping.Children)
                {
                    var name = (key as YamlScalarNode)?.Value ?? "";
                    RejectEmpty(path.Length == 0 ? name : $"{path}.{name}", value, problems, seen);
                }

                break;
            case YamlSequenceNode sequence:
                for (var i = 0; i < sequence.Children.Count; i++)
                {
                    RejectEmpty($"{path}[{i}]", sequence.Children[i], problems, seen);
                }

                break;
            case YamlScalarNode { Style: ScalarStyle.Plain, Value: null or "" or "null" or "~" }:
                problems.Add(new ConfigurationProblem(Place(path, node), "has no value. Give it one, or take the member out."));
                break;
        }
    }

    private static string Place(string path, YamlNode node) => $"{path} (line {node.Start.Line}, column {node.Start.Column})";
}
