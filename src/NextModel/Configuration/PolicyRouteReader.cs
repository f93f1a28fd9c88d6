using NextModel.Policies;

namespace NextModel.Configuration;

/// <summary>Reads the route of a rule.</summary>
/// <param name="names">What it may refer to; null takes all names for known.</param>
/// <param name="aliases">Aliases of the document.</param>
internal sealed class PolicyRouteReader(PolicyNames? names, IReadOnlySet<string> aliases)
{
    private const decimal MostMoney = 1_000_000m;

    public PolicyRoute Read(YamlSection section)
    {
        var word = section.Text("strategy");
        var strategy = word is null ? RouteStrategy.Priority : RouteStrategyNames.Parse(word);
        if (strategy is null)
        {
            section.Report("strategy", $"'{word}' is not one of {RouteStrategyNames.All}.");
        }

        var latency = section.Section("max_latency");
        var route = new PolicyRoute(strategy ?? RouteStrategy.Priority, ReadTargets(section, strategy))
        {
            MaxPrice = section.Section("max_price") is { } price ? ReadPrice(price) : null,
            MaxLatencyP95 = latency?.Duration("p95"),
            MinContext = section.Whole("min_context", 1, 1_000_000_000),
        };
        latency?.RejectUnknown();
        if (latency is not null && !latency.MemberNames().Any())
        {
            section.Report("max_latency", "needs 'p95', such as 2s.");
        }

        section.RejectUnknown();
        if (!section.MemberNames().Any())
        {
            section.Report("strategy", "or 'targets' is required in a route.");
        }

        return route;
    }

    private List<PolicyTarget> ReadTargets(YamlSection section, RouteStrategy? strategy)
    {
        var targets = new List<PolicyTarget>();
        if (section.MemberNames().Contains("targets") && !section.IsList("targets"))
        {
            section.Report("targets", "must be a list: begin each item with '- '.");
        }

        foreach (var (index, text, item) in section.Mixed("targets"))
        {
            var name = text ?? item!.RequiredText("model");
            var weight = item?.Whole("weight", 0, 1000);
            item?.RejectUnknown();
            if (weight is not null && strategy != RouteStrategy.Weighted)
            {
                item!.Report("weight", "only counts with 'strategy: weighted'. Set that, or take the weight out.");
            }

            if (name.Length > 0 && names?.WhyNoModel(name, aliases) is { } problem)
            {
                section.ReportItem("targets", index, problem);
            }

            if (targets.Exists(t => t.Name == name))
            {
                section.ReportItem("targets", index, $"'{name}' is a target already. Name each once.");
            }

            targets.Add(new PolicyTarget(name, (int?)weight ?? 1));
        }

        if (section.IsList("targets") && targets.Count is 0 or > PolicyDocument.MaxNames)
        {
            section.Report("targets", $"has {targets.Count} targets; it must be 1 to {PolicyDocument.MaxNames}.");
        }
        else if (targets.Count > 0 && targets.TrueForAll(t => t.Weight == 0))
        {
            section.Report("targets", "all have weight 0: none would ever be drawn. Give one a weight.");
        }

        return targets;
    }

    private PriceLimit ReadPrice(YamlSection section)
    {
        var currency = section.RequiredText("currency");
        if (currency.Length > 0 && names is not null && !names.Currencies.Contains(currency))
        {
            section.Report("currency", $"there is no rate for '{currency}'. Known: {string.Join(", ", names.Currencies.Order(StringComparer.Ordinal))}.");
        }

        var limit = new PriceLimit(currency, section.Number("input", 0, MostMoney), section.Number("output", 0, MostMoney));
        section.RejectUnknown();
        if (!section.MemberNames().Any(m => m is "input" or "output"))
        {
            section.Report("input", "or 'output' is required: the highest price per 1,000,000 tokens.");
        }

        return limit;
    }
}
