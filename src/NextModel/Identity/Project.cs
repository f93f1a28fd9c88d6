namespace NextModel.Identity;

/// <summary>What a key belongs to: the scope of the exact cache and the unit of spend.</summary>
/// <param name="Id"><c>proj_</c> and 32 hex digits.</param>
/// <param name="OrganizationId">Its organization.</param>
/// <param name="TeamId">Its team.</param>
/// <param name="Name">Unique in the organization.</param>
public sealed record Project(string Id, string OrganizationId, string TeamId, string Name)
{
    /// <summary>Whether and how answers of this project are reused.</summary>
    public ProjectCache Cache { get; init; } = ProjectCache.Default;

    /// <summary>Since when its keys are refused; null while it is in use.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Counts the changes, from 1.</summary>
    public long Version { get; init; } = 1;
}
