using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A role and where it is to be held.</summary>
public sealed record Grant(string OrganizationId, string? TeamId, AccessRole Role);
