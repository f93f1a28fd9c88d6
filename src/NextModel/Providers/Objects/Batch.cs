namespace NextModel.Providers.Objects;

/// <summary>A batch that a project has had made at a source, until what it cost is charged and after that.</summary>
/// <param name="OrganizationId">Of the project.</param>
/// <param name="ProjectId">Whose key made it.</param>
/// <param name="Id">The source's id for it.</param>
/// <param name="SourceId">Where it is.</param>
/// <param name="CredentialId">The organization's own credential it was made under; null for the platform's.</param>
/// <param name="KeyId">The key that made it; its receipts name it.</param>
/// <param name="Models">The source's names of the models that its requests ask for; at most <see cref="MostModels"/>.</param>
/// <param name="MadeAt">When it was made: its prices are those of that moment.</param>
public sealed record Batch(
    string OrganizationId, string ProjectId, string Id, string SourceId, string? CredentialId, string KeyId, IReadOnlyList<string> Models, DateTimeOffset MadeAt)
{
    /// <summary>Most models that the requests of one may ask for.</summary>
    public const int MostModels = 64;

    /// <summary>True once every receipt of it is durable.</summary>
    public bool IsCharged { get; init; }
}
