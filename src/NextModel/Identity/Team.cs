namespace NextModel.Identity;

/// <summary>A group of projects in one organization.</summary>
/// <param name="Id"><c>team_</c> and 32 hex digits.</param>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="Name">Unique in the organization.</param>
public sealed record Team(string Id, string OrganizationId, string Name);
