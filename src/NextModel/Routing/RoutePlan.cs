using NextModel.Catalog;

namespace NextModel.Routing;

/// <summary>Where a request may go, in order.</summary>
/// <param name="Model">The catalog entry that serves it.</param>
/// <param name="Targets">Offers to try, at least one. Only the first is looked up and stored in the exact cache.</param>
public sealed record RoutePlan(Model Model, IReadOnlyList<Offer> Targets);
