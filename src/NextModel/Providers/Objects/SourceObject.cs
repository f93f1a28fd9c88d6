namespace NextModel.Providers.Objects;

/// <summary>Something that a source keeps, and whose it is. Of what it is, nothing is kept here.</summary>
/// <param name="OrganizationId">Of the project.</param>
/// <param name="ProjectId">Whose key made it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Id">The source's id for it.</param>
/// <param name="SourceId">Where it is.</param>
/// <param name="CredentialId">The organization's own credential it was made under; null for the platform's.</param>
/// <param name="CreatedAt">When it was made, or first seen.</param>
public sealed record SourceObject(
    string OrganizationId, string ProjectId, SourceObjectKind Kind, string Id, string SourceId, string? CredentialId, DateTimeOffset CreatedAt)
{
    /// <summary>Longest id that is noted.</summary>
    public const int MostIdLength = 256;
}
