using NextModel.Catalog;
using NextModel.Policies;

namespace NextModel.Routing;

/// <summary>An offer that a request could go to, and whether it may.</summary>
/// <param name="Model">Its catalog entry.</param>
/// <param name="Offer">The offer.</param>
/// <param name="Candidate">The alias entry or route target that brought it in; null for the model that the caller named.</param>
/// <param name="Rejection">Why it may not; null when it may.</param>
public sealed record RouteTarget(Model Model, Offer Offer, PolicyCandidate? Candidate, TargetRejection? Rejection);
