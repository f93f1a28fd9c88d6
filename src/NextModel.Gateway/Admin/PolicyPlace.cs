using NextModel.Identity;
using NextModel.Policies;

namespace NextModel.Gateway.Admin;

/// <summary>What a policy is attached to.</summary>
/// <param name="Organization">Whose it is.</param>
/// <param name="Scope">What kind of object it rules.</param>
/// <param name="ScopeId">The object's id.</param>
/// <param name="TeamId">Its team; null for a whole organization.</param>
/// <param name="Wider">The policies above it, as they are now.</param>
internal sealed record PolicyPlace(Organization Organization, PolicyScope Scope, string ScopeId, string? TeamId, PolicyChain Wider);
