namespace NextModel.Credits;

/// <summary>Whether an organization's requests need credit.</summary>
/// <param name="OrganizationId">The organization.</param>
/// <param name="IsEnforced">True refuses what its credit does not cover, and charges what is served to it.</param>
/// <param name="Version">From 1, one more with every change.</param>
public sealed record CreditSetting(string OrganizationId, bool IsEnforced, long Version);
