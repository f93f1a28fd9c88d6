using NextModel.Catalog;

namespace NextModel.Policies;

/// <summary>
/// Which names a key can have a use for: a model is hidden only when its policies refuse every request for it, whatever else the request
/// says.
/// </summary>
/// <param name="chain">The policies over the key.</param>
/// <param name="environment">The environment label of the key.</param>
/// <param name="models">The catalog by id.</param>
public sealed class VisibleModels(PolicyChain chain, string environment, IReadOnlyDictionary<string, Model> models)
{
    /// <summary>True when some request that names the model so could be served.</summary>
    public bool Shows(in NamedModel named) => named.Entry is not null && CouldBeServed(named, chain.Count, default, null);

    /// <summary>True for a name that one of the key's policies gives a meaning of its own.</summary>
    public bool IsAlias(string name) => chain.FindAlias(name, chain.Count - 1) >= 0;

    /// <summary>True for an alias that stands for something that could be served.</summary>
    public bool Shows(string alias)
    {
        var level = chain.FindAlias(alias, chain.Count - 1);
        if (level < 0)
        {
            return false;
        }

        var names = new List<string>();
        chain.Expand(alias, level, names);
        var stands = names.ConvertAll(name => NamedModel.Find(models, name));
        var asked = NamedModel.Find(models, alias);
        return stands.Exists(named => named.Entry is not null && CouldBeServed(named, level, asked, stands));
    }

    /// <summary>The aliases of the key's policies that it shows, each once, in their order; with the time that its policy has had it at the latest.</summary>
    public IEnumerable<(string Name, DateTimeOffset Since)> Aliases()
    {
        var names = new SortedDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        for (var level = 0; level < chain.Count; level++)
        {
            foreach (var name in chain[level].Aliases.Keys)
            {
                names[name] = chain[level].Policy.UpdatedAt;
            }
        }

        return names.Where(pair => Shows(pair.Key)).Select(pair => (pair.Key, pair.Value));
    }

    // From a level on, policies are asked about the alias that was named; those wider, about what it stands for.
    private bool CouldBeServed(in NamedModel named, int level, in NamedModel alias, IReadOnlyList<NamedModel>? stands)
    {
        var isSentElsewhere = false;
        for (var i = 0; i < chain.Count; i++)
        {
            var best = i < level ? Best(chain[i], named, null, null, null) : Best(chain[i], alias, stands, null, null);
            if (best == Fate.Refused)
            {
                return false;
            }

            isSentElsewhere |= best == Fate.SentElsewhere;
        }

        return isSentElsewhere || HasAnOfferForAll(named, level, alias, stands);
    }

    private bool HasAnOfferForAll(in NamedModel named, int level, in NamedModel alias, IReadOnlyList<NamedModel>? stands)
    {
        var model = named.Entry!;
        foreach (var offer in model.Offers)
        {
            var isAllowed = named.Includes(offer);
            for (var i = 0; i < chain.Count && isAllowed; i++)
            {
                isAllowed = (i < level ? Best(chain[i], named, null, model, offer) : Best(chain[i], alias, stands, model, offer)) != Fate.Refused;
            }

            if (isAllowed)
            {
                return true;
            }
        }

        return false;
    }

    // The best that a policy has for any request that names this; for one offer of a model, where one is given.
    private Fate Best(CompiledPolicy policy, in NamedModel asked, IReadOnlyList<NamedModel>? stands, Model? model, Offer? offer)
    {
        var best = Fate.Refused;
        var rules = policy.Document.Rules;
        for (var i = 0; i < rules.Count; i++)
        {
            var rule = rules[i];
            if (!rule.When.CouldMatch(environment, asked, stands))
            {
                continue;
            }

            if (rule.Deny is null && rule.Route is { Targets.Count: > 0 })
            {
                return Fate.SentElsewhere;
            }

            if (rule.Deny is null && (offer is null || Allows(new RuleMatch(policy, i), rule, model!, offer)))
            {
                best = Fate.Served;
            }

            if (rule.When.AsksNothingOfTheRequest)
            {
                return best;
            }
        }

        return policy.Document.DeniesUnmatched ? best : Fate.Served;
    }

    private static bool Allows(in RuleMatch match, PolicyRule rule, Model model, Offer offer) =>
        !(model.ContextWindow < rule.Route?.MinContext) && match.Reject(model, offer) is null;

    private enum Fate
    {
        Refused,
        Served,
        SentElsewhere,
    }
}
