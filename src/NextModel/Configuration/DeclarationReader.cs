using System.Globalization;
using NextModel.Errors;
using NextModel.Identity;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace NextModel.Configuration;

/// <summary>Reads the file of <c>nextmodel apply</c>: organizations with all that is theirs, as YAML or JSON.</summary>
public sealed class DeclarationReader
{
    /// <summary>Most objects of one file: an alias in YAML can stand for many.</summary>
    public const int MaxObjects = 20_000;

    private readonly YamlText _text;
    private readonly List<ConfigurationProblem> _problems;
    private int _objects;

    private DeclarationReader(string text, List<ConfigurationProblem> problems)
    {
        _text = new YamlText(text);
        _problems = problems;
    }

    /// <param name="text">The file's text.</param>
    /// <param name="problems">Receives what is wrong, with path, line and column.</param>
    public static IReadOnlyList<DeclaredOrganization> Read(string text, List<ConfigurationProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        YamlNode root;
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            root = stream.Documents.Count == 1 ? stream.Documents[0].RootNode : new YamlScalarNode();
        }
        catch (YamlException error)
        {
            problems.Add(new ConfigurationProblem($"the file (line {error.Start.Line}, column {error.Start.Column})", error.Message));
            return [];
        }

        if (root is not YamlMappingNode mapping)
        {
            problems.Add(new ConfigurationProblem("the file (line 1, column 1)", "must be one document with the list 'organizations'."));
            return [];
        }

        // A file that a server reads for somebody must not see the server's environment.
        var file = new YamlSection("", mapping, static _ => null, problems);
        var organizations = new DeclarationReader(text, problems).Items(file, "organizations", ReadOrganization);
        file.RejectUnknown();
        return organizations;
    }

    private static DeclaredOrganization ReadOrganization(DeclarationReader reader, YamlSection section)
    {
        var organization = new DeclaredOrganization(
            section.Where, Name(section, "organization"), section.Text("currency"), reader.Members(section), reader.Items(section, "teams", ReadTeam))
        {
            Limits = reader.Budgets(section),
            Policy = reader.Policy(section),
            Webhooks = reader.Items(section, "webhooks", ReadWebhook),
            CreditEnforced = section.Section("credit") is { } credit ? ReadCredit(credit) : null,
        };
        section.RejectUnknown();
        return organization;
    }

    private static DeclaredTeam ReadTeam(DeclarationReader reader, YamlSection section)
    {
        var team = new DeclaredTeam(section.Where, Name(section, "team"), reader.Members(section), reader.Items(section, "projects", ReadProject))
        {
            Limits = reader.Budgets(section),
            Policy = reader.Policy(section),
        };
        section.RejectUnknown();
        return team;
    }

    private static DeclaredProject ReadProject(DeclarationReader reader, YamlSection section)
    {
        var project = new DeclaredProject(
            section.Where,
            Name(section, "project"),
            section.Section("cache") is { } cache ? ReadCache(cache) : DeclaredCache.Unchanged,
            reader.Items(section, "keys", ReadKey))
        {
            Limits = reader.Limits(section),
            Policy = reader.Policy(section),
        };
        section.RejectUnknown();
        return project;
    }

    private static DeclaredCache ReadCache(YamlSection section)
    {
        var mode = section.Text("mode");
        if (mode is not (null or "exact" or "off"))
        {
            section.Report("mode", $"'{mode}' is neither exact nor off.");
        }

        var cache = new DeclaredCache(
            mode is null ? null : mode == "exact",
            section.Number("time_to_live_seconds", 1, 31_536_000) is { } seconds ? TimeSpan.FromSeconds((double)decimal.Truncate(seconds)) : null,
            (long?)section.Number("max_entry_bytes", 1, long.MaxValue),
            (long?)section.Number("max_total_bytes", 1, long.MaxValue),
            section.MemberNames().Contains("ignored_metadata") ? section.Texts("ignored_metadata") : null);
        section.RejectUnknown();
        return cache;
    }

    private static DeclaredKey ReadKey(DeclarationReader reader, YamlSection section)
    {
        var expires = section.Text("expires_at");
        DateTimeOffset? moment = null;
        if (expires is not (null or "never"))
        {
            if (DateTimeOffset.TryParse(expires, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var parsed))
            {
                moment = parsed;
            }
            else
            {
                section.Report("expires_at", $"'{expires}' is neither a time such as 2027-01-01T00:00:00Z nor never.");
            }
        }

        var key = new DeclaredKey(
            section.Where, Name(section, "key"), Label(section, "environment"), Label(section, "workload"), expires is not null, moment)
        {
            Limits = reader.Limits(section),
            Policy = reader.Policy(section),
        };
        section.RejectUnknown();
        return key;
    }

    private static DeclaredMember ReadMember(DeclarationReader reader, YamlSection section)
    {
        var (email, role) = (section.RequiredText("email").ToLowerInvariant(), section.RequiredText("role"));
        Report(section, "email", email.Length == 0 ? null : TenancyRules.CheckEmail(email));
        if (role.Length > 0 && AccessRoleNames.Parse(role) is null)
        {
            section.Report("role", $"'{role}' is not one of {AccessRoleNames.Grantable}.");
        }

        section.RejectUnknown();
        return new DeclaredMember(section.Where, email, AccessRoleNames.Parse(role) ?? AccessRole.Viewer);
    }

    private static DeclaredWebhook ReadWebhook(DeclarationReader reader, YamlSection section)
    {
        var webhook = new DeclaredWebhook(section.Where, Name(section, "webhook"), section.RequiredText("url"), section.Flag("enabled") ?? true);
        section.RejectUnknown();
        return webhook;
    }

    private static bool? ReadCredit(YamlSection section)
    {
        var enforced = section.Flag("enforced");
        section.RejectUnknown();
        return enforced;
    }

    private static string Name(YamlSection section, string what)
    {
        var name = section.RequiredText("name");
        Report(section, "name", name.Length == 0 ? null : TenancyRules.CheckName(what, name));
        return name;
    }

    private static string? Label(YamlSection section, string what)
    {
        var label = section.Text(what);
        Report(section, what, label is null ? null : TenancyRules.CheckLabel(what, label));
        return label;
    }

    private static void Report(YamlSection section, string name, GatewayError? problem)
    {
        if (problem is not null)
        {
            section.Report(name, problem.Message);
        }
    }

    private DeclaredLimits Limits(YamlSection section) => Budgets(section) with { Rates = DeclaredLimitsReader.ReadRates(section) };

    private DeclaredLimits Budgets(YamlSection section) =>
        new(Items(section, "budgets", static (_, budget) => DeclaredLimitsReader.ReadBudget(budget)));

    private DeclaredPolicy? Policy(YamlSection section) => DeclaredPolicy.Read(section, _text, _problems);

    private List<DeclaredMember> Members(YamlSection section) => Items(section, "members", ReadMember);

    private List<T> Items<T>(YamlSection section, string name, Func<DeclarationReader, YamlSection, T> read)
    {
        var items = new List<T>();
        foreach (var item in section.Sections(name))
        {
            if (++_objects > MaxObjects)
            {
                if (_objects == MaxObjects + 1)
                {
                    section.Report(name, $"is too much: a file may hold {MaxObjects} objects. Split it by organization.");
                }

                break;
            }

            items.Add(read(this, item));
        }

        return items;
    }
}
