using NextModel.Catalog;
using NextModel.Credentials;
using NextModel.Policies;

namespace NextModel.Configuration;

/// <summary>The names that a policy may use where it is attached: a name that is not known is an error, not a rule that never matches.</summary>
/// <param name="Models">What can be called, under the platform's credentials or the organization's own, by id and alias.</param>
/// <param name="Sources">Ids of all sources that are live, built in, or called under the organization's own credentials.</param>
/// <param name="Regions">Their regions.</param>
/// <param name="Currencies">Currencies that there is a rate for.</param>
/// <param name="WiderAliases">Aliases of the policies above.</param>
public sealed record PolicyNames(
    IReadOnlyDictionary<string, Model> Models,
    IReadOnlySet<string> Sources,
    IReadOnlySet<string> Regions,
    IReadOnlySet<string> Currencies,
    IReadOnlySet<string> WiderAliases)
{
    /// <summary>The names of a snapshot, for a policy under others.</summary>
    /// <param name="snapshot">The configuration in force.</param>
    /// <param name="wider">The policies above.</param>
    /// <param name="own">The credentials of the policy's organization; null when it has none.</param>
    public static PolicyNames Of(GatewaySnapshot snapshot, PolicyChain wider, CredentialSet? own)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var models = OwnModels.Of(own, snapshot);
        var sources = snapshot.Sources.Values
            .Concat(BuiltInSources.All.Select(s => s.Source))
            .Concat(models.Values.SelectMany(model => model.Offers).Select(offer => offer.Source))
            .ToList();
        var aliases = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < wider.Count; i++)
        {
            aliases.UnionWith(wider[i].Aliases.Keys);
        }

        return new PolicyNames(
            models,
            sources.Select(s => s.Id).ToHashSet(StringComparer.Ordinal),
            sources.Select(s => s.Region).ToHashSet(StringComparer.Ordinal),
            snapshot.Rates.Keys.SelectMany(pair => new[] { pair.From, pair.To }).Append(snapshot.Currency).ToHashSet(StringComparer.Ordinal),
            aliases);
    }

    /// <summary>Why a name stands for no model, with the fix; null when it does.</summary>
    public string? WhyNoModel(string name, IReadOnlySet<string> aliases)
    {
        if (aliases.Contains(name) || WiderAliases.Contains(name))
        {
            return null;
        }

        var named = NamedModel.Find(Models, name);
        if (named.Entry is { } model)
        {
            return model.Offers.Any(o => named.Includes(o))
                ? null
                : $"'{name}': the source '{named.SourceId}' does not offer '{model.Id}'. It is offered by: {string.Join(", ", model.Offers.Select(o => o.Source.Id))}.";
        }

        return $"there is no model or alias '{name}'. GET /v1/models lists the models; aliases are those of this policy and of those above it.";
    }
}
