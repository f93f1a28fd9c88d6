using System.Globalization;
using Microsoft.AspNetCore.Components;
using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Policies;
using NextModel.Web.Formatting;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard.Policies;

/// <summary>A policy document in sentences of the reader's language. Whatever a document can say has its sentence here, which a test holds.</summary>
internal sealed class RuleWords(Texts t)
{
    /// <summary>Its aliases and what it says for all rules, then its rules in order, then what happens where none matches.</summary>
    public IReadOnlyList<RuleSentence> Of(PolicyDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        List<MarkupString> outside =
        [
            .. document.Aliases.Select(alias => Say("rule.alias", ("alias", alias.Name), ("targets", Either(alias.Targets)))),
            .. document.Credentials is { } use ? [Say(KeyOf(use))] : Array.Empty<MarkupString>(),
        ];
        return
        [
            .. outside.Count > 0 ? [new RuleSentence("", Say("rule.always"), outside)] : Array.Empty<RuleSentence>(),
            .. document.Rules.Select(rule => new RuleSentence(VisibleText.Of(rule.Name), When(rule.When), Then(rule))),
            new RuleSentence("", Say("rule.otherwise"), [Say(document.DeniesUnmatched ? "rule.otherwise.deny" : "rule.otherwise.allow")]),
        ];
    }

    private MarkupString When(RuleConditions when)
    {
        var all = new List<MarkupString>();
        void Add(string key, IReadOnlyList<NamePattern>? patterns)
        {
            if (patterns is not null)
            {
                all.Add(Say(key, ("names", Either(patterns.Select(pattern => pattern.ToString())))));
            }
        }

        Add("rule.when.workload", when.Workloads);
        Add("rule.when.environment", when.Environments);
        Add("rule.when.model", when.Models);
        if (when.Operations is { } operations)
        {
            all.Add(Say("rule.when.operation", ("names", Either(operations.Select(one => one.Wire())))));
        }

        if (when.Needs != Capability.None)
        {
            all.Add(Say("rule.when.needs", ("names", string.Join(t["rule.and"], CapabilityNames.Of(when.Needs)))));
        }

        if (when.InputTokens is { } range)
        {
            all.Add(Say(
                range.AtMost == long.MaxValue ? "rule.when.tokens.least" : range.AtLeast == 0 ? "rule.when.tokens.most" : "rule.when.tokens.between",
                ("least", Figures.Count(range.AtLeast)), ("most", Figures.Count(range.AtMost))));
        }

        if (when.BudgetUsed is { } used)
        {
            var which = new[] { used.Scope is { } scope ? t["scope." + LimitWords.Of(scope)] : null, used.Period is { } period ? t["window." + LimitWords.Of(period)] : null }.OfType<string>().ToList();
            all.Add(Say(which.Count == 0 ? "rule.when.budget" : "rule.when.budget.which", ("n", Short(used.AtLeastPercent)), ("which", string.Join(", ", which))));
        }

        Add("rule.when.region", when.Regions);
        return all.Count == 0 ? Say("rule.every") : Around("rule.when", string.Join(HtmlText.Encoder.Encode(t["rule.and"]), all.Select(one => one.Value)));
    }

    private List<MarkupString> Then(PolicyRule rule)
    {
        if (rule.Deny is { } text)
        {
            return [Say("rule.deny", ("text", text))];
        }

        var all = new List<MarkupString>();
        Filter(all, rule.Models, "rule.models.allow", "rule.models.deny");
        Filter(all, rule.Sources, "rule.sources.allow", "rule.sources.deny");
        Filter(all, rule.Regions, "rule.regions.allow", "rule.regions.deny");
        Add(all, !rule.AllowsPreview, "rule.preview");
        Add(all, rule.MaxOutputTokens is not null, "rule.output", ("n", Figures.Count(rule.MaxOutputTokens ?? 0)));
        Add(all, rule.MaxTemperature is not null, "rule.temperature", ("n", Short(rule.MaxTemperature ?? 0)));
        Add(all, !rule.AllowsCache, "rule.nocache");
        Add(all, rule.Credentials is not null, KeyOf(rule.Credentials ?? default));
        if (rule.Route is { } route)
        {
            Route(all, route);
        }

        return all.Count > 0 ? all : [Say("rule.asis")];
    }

    private void Route(List<MarkupString> all, PolicyRoute route)
    {
        var targets = route.Targets.Count == 0 ? t["rule.route.named"]
            : Either(route.Targets.Select(target => route.Strategy == RouteStrategy.Weighted ? $"{target.Name} ({target.Weight.ToString(CultureInfo.InvariantCulture)})" : target.Name));
        all.Add(Phrase.Of(t["rule.route." + route.Strategy.Wire()], ("targets", targets)));
        if (route.MaxPrice is { } price)
        {
            Add(all, price.Input is not null, "rule.price.input", ("amount", Short(price.Input ?? 0)), ("currency", price.Currency));
            Add(all, price.Output is not null, "rule.price.output", ("amount", Short(price.Output ?? 0)), ("currency", price.Currency));
        }

        Add(all, route.MaxLatencyP95 is not null, "rule.latency", ("n", Figures.Count((long)(route.MaxLatencyP95 ?? default).TotalMilliseconds)));
        Add(all, route.MinContext is not null, "rule.context", ("n", Figures.Count(route.MinContext ?? 0)));
    }

    private void Filter(List<MarkupString> all, NameFilter filter, string allow, string deny)
    {
        Add(all, filter.Allow is not null, allow, ("names", Either((filter.Allow ?? []).Select(one => one.ToString()))));
        Add(all, filter.Deny.Count > 0, deny, ("names", Either(filter.Deny.Select(one => one.ToString()))));
    }

    private void Add(List<MarkupString> all, bool isSaid, string key, params ReadOnlySpan<(string Name, string Value)> blanks)
    {
        if (isSaid)
        {
            all.Add(Say(key, blanks));
        }
    }

    private MarkupString Say(string key, params ReadOnlySpan<(string Name, string Value)> blanks) => Phrase.Of(t[key], blanks);

    // Clauses that are markup already, in the place of the one blank.
    private MarkupString Around(string key, string clauses)
    {
        var parts = t[key].Split("{all}");
        return new MarkupString(HtmlText.Encoder.Encode(parts[0]) + clauses + HtmlText.Encoder.Encode(parts[1]));
    }

    private string Either(IEnumerable<string> names) => string.Join(t["rule.or"], names) is { Length: > 0 } all ? all : t["rule.none"];

    private static string Short(decimal figure) => figure.ToString("0.##########", CultureInfo.InvariantCulture);

    private static string KeyOf(CredentialUse use) => use switch
    {
        CredentialUse.OwnOnly => "rule.credentials.own",
        CredentialUse.PlatformOnly => "rule.credentials.platform",
        _ => "rule.credentials.first",
    };
}
