namespace NextModel.Identity;

/// <summary>What a new management key should be.</summary>
/// <param name="OrganizationId">Where its role is held.</param>
/// <param name="TeamId">The one team; null for the whole organization.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Role">Viewer to owner.</param>
public sealed record ManagementKeyRequest(string OrganizationId, string? TeamId, string Name, AccessRole Role)
{
    /// <summary>The member whose key it will be; null for a service's key.</summary>
    public string? MemberId { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
