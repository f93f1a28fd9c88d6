using System.Globalization;
using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Policies;

namespace NextModel.Configuration;

/// <summary>Reads the rules of a policy document.</summary>
/// <param name="names">What rules may refer to; null takes all names for known.</param>
/// <param name="aliases">Aliases of the document.</param>
internal sealed class PolicyRuleReader(PolicyNames? names, IReadOnlySet<string> aliases)
{
    private const long MostTokens = 1_000_000_000;
    private const int MaxDenyLength = 500;

    public PolicyRule Read(YamlSection section)
    {
        var name = section.RequiredText("name");
        if (name.Length > TenancyRules.MaxNameLength || name.Any(char.IsControl))
        {
            section.Report("name", $"may have 1 to {TenancyRules.MaxNameLength} characters, none of them control characters.");
        }

        var deny = section.Text("deny");
        if (deny is not null && (string.IsNullOrWhiteSpace(deny) || deny.Length > MaxDenyLength || deny.Any(char.IsControl)))
        {
            section.Report("deny", $"is what the caller is told: 1 to {MaxDenyLength} characters on one line.");
        }

        var cache = section.Text("cache");
        if (cache is not (null or "exact" or "off"))
        {
            section.Report("cache", $"'{cache}' is neither exact nor off.");
        }

        var rule = new PolicyRule(name, section.Section("when") is { } when ? ReadConditions(when) : RuleConditions.Any)
        {
            Deny = deny,
            Models = ReadFilter(section, "models", CheckModel),
            Sources = ReadFilter(section, "sources", CheckSource),
            Regions = ReadFilter(section, "regions", CheckRegion),
            AllowsPreview = section.Flag("preview") ?? true,
            MaxOutputTokens = section.Whole("max_output_tokens", 1, int.MaxValue),
            MaxTemperature = section.Number("max_temperature", 0, 2),
            AllowsCache = cache != "off",
            Credentials = ReadCredentials(section),
            Route = section.Section("route") is { } route ? new PolicyRouteReader(names, aliases).Read(route) : null,
        };
        section.RejectUnknown();
        if (deny is not null && section.MemberNames().FirstOrDefault(m => m is not ("name" or "when" or "deny")) is { } idle)
        {
            section.Report(idle, "says nothing in a rule with 'deny': what is refused goes nowhere. Take one of the two out.");
        }

        return rule;
    }

    /// <summary>Whose credentials a rule, or a document for its rules, lets requests go out under.</summary>
    public static CredentialUse? ReadCredentials(YamlSection section) =>
        Word(section, "credentials", section.Text("credentials"), CredentialUseNames.Parse, CredentialUseNames.All);

    private static RuleConditions ReadConditions(YamlSection section)
    {
        var operations = section.OneOrMore("operation");
        var needs = section.OneOrMore("needs");
        var conditions = new RuleConditions
        {
            Workloads = Patterns(section, "workload", null),
            Environments = Patterns(section, "environment", null),
            Models = Patterns(section, "model", null),
            Operations = operations is null ? null : [.. Parsed(section, "operation", operations, ParseOperation, "chat.completions, embeddings")],
            Needs = Parsed(section, "needs", needs ?? [], ParseNeed, string.Join(", ", CapabilityNames.Of(BodyFacts.Readable))).Aggregate(Capability.None, (all, one) => all | one),
            InputTokens = section.Section("input_tokens") is { } tokens ? ReadRange(tokens) : null,
            BudgetUsed = section.Section("budget_used") is { } used ? ReadUse(used) : null,
            Regions = Patterns(section, "region", null),
        };
        section.RejectUnknown();
        return conditions;
    }

    private static Capability? ParseNeed(string word) => CapabilityNames.Parse(word) is { } need && (need & BodyFacts.Readable) != 0 ? need : null;

    private static Operation? ParseOperation(string word) =>
        Enum.GetValues<Operation>().Where(o => o.Wire() == word).Select(o => (Operation?)o).FirstOrDefault();

    private static TokenRange ReadRange(YamlSection section)
    {
        var (least, most) = (section.Whole("at_least", 0, MostTokens), section.Whole("at_most", 0, MostTokens));
        section.RejectUnknown();
        if (least is null && most is null && !section.MemberNames().Any())
        {
            section.Report("at_least", "or 'at_most' is required.");
        }
        else if (least > most)
        {
            section.Report("at_least", $"is {least} and at_most is {most}: nothing is in between. Swap them.");
        }

        return new TokenRange(least ?? 0, most ?? long.MaxValue);
    }

    private static BudgetUse ReadUse(YamlSection section)
    {
        var text = section.RequiredText("at_least");
        var share = 0m;
        if (text.Length > 0 && (!text.EndsWith('%') || !decimal.TryParse(
            text.AsSpan(0, text.Length - 1).TrimEnd(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out share) || share > 100))
        {
            section.Report("at_least", $"'{text}' is not a share of a budget from 0 % to 100 %, such as 80%.");
        }

        var period = section.Text("window");
        var scope = section.Text("scope");
        var use = new BudgetUse(share, Word(section, "window", period, ParsePeriod, "day, week, month, total"),
            Word(section, "scope", scope, ParseScope, "organization, team, project, key"));
        section.RejectUnknown();
        return use;
    }

    private static T? Word<T>(YamlSection section, string name, string? text, Func<string, T?> parse, string all)
        where T : struct
    {
        var parsed = text is null ? null : parse(text);
        if (text is not null && parsed is null)
        {
            section.Report(name, $"'{text}' is not one of {all}.");
        }

        return parsed;
    }

    private static BudgetPeriod? ParsePeriod(string word) => word switch
    {
        "day" => BudgetPeriod.Day,
        "week" => BudgetPeriod.Week,
        "month" => BudgetPeriod.Month,
        "total" => BudgetPeriod.Total,
        _ => null,
    };

    private static BudgetScope? ParseScope(string word) => (BudgetScope?)PolicyScopeNames.Parse(word);

    private static IEnumerable<T> Parsed<T>(YamlSection section, string name, IReadOnlyList<string> texts, Func<string, T?> parse, string all)
        where T : struct
    {
        for (var i = 0; i < texts.Count; i++)
        {
            if (parse(texts[i]) is { } value)
            {
                yield return value;
            }
            else
            {
                section.ReportItem(name, i, $"'{texts[i]}' is not one of {all}.");
            }
        }
    }

    private static NameFilter ReadFilter(YamlSection rule, string name, Func<string, string?> check)
    {
        if (rule.Section(name) is not { } section)
        {
            return NameFilter.All;
        }

        var filter = new NameFilter(Patterns(section, "allow", check), Patterns(section, "deny", check) ?? []);
        section.RejectUnknown();
        if (!section.MemberNames().Any())
        {
            rule.Report(name, "needs 'allow', 'deny' or both.");
        }

        return filter;
    }

    private static List<NamePattern>? Patterns(YamlSection section, string name, Func<string, string?>? check)
    {
        if (section.OneOrMore(name) is not { } texts)
        {
            return null;
        }

        if (texts.Count > PolicyDocument.MaxNames)
        {
            section.Report(name, $"has {texts.Count} entries, and a list may have {PolicyDocument.MaxNames}. Use patterns such as 'gpt-*'.");
        }

        var patterns = new List<NamePattern>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            var pattern = new NamePattern(texts[i]);
            if (texts[i].Length is 0 or > 200 || texts[i].Count(c => c == '*') > 8)
            {
                section.ReportItem(name, i, "must have 1 to 200 characters, at most 8 of them '*'.");
            }
            else if (pattern.IsExact && check?.Invoke(texts[i]) is { } problem)
            {
                section.ReportItem(name, i, problem);
            }

            patterns.Add(pattern);
        }

        return patterns;
    }

    // What is called is a model of the catalog, whatever alias led there.
    private string? CheckModel(string name) => names is null || names.Models.ContainsKey(name)
        ? null
        : aliases.Contains(name) || names.WiderAliases.Contains(name)
            ? $"'{name}' is an alias. Name the models themselves: what is allowed is told by what is called."
            : $"there is no model '{name}'. GET /v1/models lists all; a pattern such as 'gpt-*' may also fit models to come.";

    private string? CheckSource(string name) => names is null || names.Sources.Contains(name)
        ? null
        : $"there is no source '{name}'. Known: {string.Join(", ", names.Sources.Order(StringComparer.Ordinal))}.";

    private string? CheckRegion(string name) => names is null || names.Regions.Contains(name)
        ? null
        : $"no source is in a region '{name}'. Known: {string.Join(", ", names.Regions.Order(StringComparer.Ordinal))}; a pattern such as '{name}*' may also fit sources to come.";
}
