namespace NextModel.Identity;

/// <summary>A person's role in an organization or in one team of it. A person with two roles is two members.</summary>
/// <param name="Id"><c>mem_</c> and 32 hex digits.</param>
/// <param name="OrganizationId">The organization.</param>
/// <param name="TeamId">The team; null for the whole organization.</param>
/// <param name="Email">Address that the person signs in with; lower case.</param>
/// <param name="Role">Viewer to owner; an owner is one of the whole organization.</param>
public sealed record Member(string Id, string OrganizationId, string? TeamId, string Email, AccessRole Role)
{
    /// <summary>Whose membership it is: the account that has proved to be this person. Null for one that only management keys act for yet.</summary>
    public string? AccountId { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;
}
