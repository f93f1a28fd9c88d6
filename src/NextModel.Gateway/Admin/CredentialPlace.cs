namespace NextModel.Gateway.Admin;

/// <summary>Whose a credential is.</summary>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="TeamId">The one team it is for; null for the whole organization.</param>
/// <param name="ProjectId">The one project it is for; null for all of the team.</param>
internal sealed record CredentialPlace(string OrganizationId, string? TeamId, string? ProjectId);
