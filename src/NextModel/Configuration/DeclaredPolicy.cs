using NextModel.Policies;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>The policy of one object of a declarative file: a section of the file, or a text in it.</summary>
public sealed class DeclaredPolicy
{
    private readonly string _path;
    private readonly YamlMappingNode? _section;

    private DeclaredPolicy(string where, string path, string text, YamlMappingNode? section)
    {
        Where = where;
        Text = text.TrimEnd();
        _path = path;
        _section = section;
    }

    /// <summary>Path, line and column.</summary>
    public string Where { get; }

    /// <summary>The document by itself, as it is kept and shown.</summary>
    public string Text { get; }

    /// <summary>Reads a document strictly; problems carry the line and column of the file.</summary>
    /// <param name="names">What it may refer to; null takes all names for known.</param>
    /// <param name="problems">Receives what is wrong with it.</param>
    public PolicyDocument? Read(PolicyNames? names, List<ConfigurationProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (_section is not null)
        {
            return PolicyReader.Read(_path, _section, names, problems);
        }

        var inside = new List<ConfigurationProblem>();
        var document = PolicyReader.Read(Text, names, inside);
        problems.AddRange(inside.Select(p => p with { Where = $"{Where}, in its text: {p.Where}" }));
        return document;
    }

    /// <summary>True when a kept document is this one, whatever ends its lines.</summary>
    public bool Says(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.ReplaceLineEndings("\n").TrimEnd() == Text.ReplaceLineEndings("\n");
    }

    /// <summary>The member <c>policy</c> of a section; null where there is none.</summary>
    internal static DeclaredPolicy? Read(YamlSection owner, YamlText source, List<ConfigurationProblem> problems)
    {
        const string member = "policy";
        switch (owner.Node(member))
        {
            case null:
                return null;
            case YamlScalarNode scalar:
                return Checked(new DeclaredPolicy(owner.WhereOf(member), owner.PathOf(member), scalar.Value ?? "", null), problems);
            case YamlMappingNode section:
                var policy = new DeclaredPolicy(owner.WhereOf(member), owner.PathOf(member), source.Of(section), section);
                if (Checked(policy, problems) is not null && PolicyReader.Read(policy.Text, null, []) is null)
                {
                    owner.Report(member, "uses an anchor of the file around it. A policy is kept as a text of its own: write out what the anchor stands for.");
                }

                return policy;
            default:
                owner.Report(member, "must be a policy document: a section with members such as 'policy: 1' and 'rules', or its text.");
                return null;
        }
    }

    private static DeclaredPolicy? Checked(DeclaredPolicy policy, List<ConfigurationProblem> problems) =>
        policy.Read(null, problems) is null ? null : policy;
}
