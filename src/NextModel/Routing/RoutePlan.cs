using NextModel.Catalog;

namespace NextModel.Routing;

/// <summary>Where a request may go, in order.</summary>
/// <param name="Model">The catalog entry of the first target.</param>
/// <param name="Targets">Offers to try, at least one. Only the first is looked up and stored in the exact cache.</param>
public sealed record RoutePlan(Model Model, IReadOnlyList<Offer> Targets)
{
    /// <summary>The model of each target where they are of several; null where all are of <see cref="Model"/>.</summary>
    public IReadOnlyList<Model>? Models { get; init; }

    /// <summary>The plan with only these of its targets, at least one, in their order.</summary>
    public RoutePlan Only(IReadOnlyList<Offer> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        return new RoutePlan(ModelOf(targets[0]), targets) { Models = Models is null ? null : [.. targets.Select(ModelOf)] };
    }

    /// <summary>The catalog entry that a target is an offer of.</summary>
    public Model ModelOf(Offer target)
    {
        for (var i = 0; i < (Models?.Count ?? 0); i++)
        {
            if (ReferenceEquals(Targets[i], target))
            {
                return Models![i];
            }
        }

        return Model;
    }
}
