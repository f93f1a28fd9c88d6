namespace NextModel.Identity;

/// <summary>A group of projects in one organization.</summary>
/// <param name="Id"><c>team_</c> and 32 hex digits.</param>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="Name">Unique in the organization.</param>
public sealed record Team(string Id, string OrganizationId, string Name)
{
    /// <summary>Since when the keys of its projects are refused; null while it is in use.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;
}
