using NextModel.Credentials;

namespace NextModel.Gateway.Admin;

/// <summary>A credential as the admin API and the command line show it: never its secret.</summary>
public sealed record CredentialView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    /// <summary>Left out for one of the whole organization.</summary>
    public string? TeamId { get; init; }

    /// <summary>Left out for one of a whole team or organization.</summary>
    public string? ProjectId { get; init; }

    public required string Source { get; init; }

    public required string Name { get; init; }

    public required bool Enabled { get; init; }

    public required string SecretLastFour { get; init; }

    public required DateTimeOffset SecretSetAt { get; init; }

    public required string SecretSetBy { get; init; }

    public string? BaseUrl { get; init; }

    public string? ApiVersion { get; init; }

    public string? Region { get; init; }

    /// <summary>Left out where it serves all that is offered at the source.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required string CreatedBy { get; init; }

    public CredentialTestView? LastTest { get; init; }

    public DateTimeOffset? LastUsedAt { get; init; }

    public required long Version { get; init; }

    /// <param name="credential">The credential.</param>
    /// <param name="lastUsedAt">When a request last went out under it.</param>
    public static CredentialView Of(Credential credential, DateTimeOffset? lastUsedAt)
    {
        ArgumentNullException.ThrowIfNull(credential);
        return new CredentialView
        {
            Id = credential.Id,
            OrganizationId = credential.OrganizationId,
            TeamId = credential.TeamId,
            ProjectId = credential.ProjectId,
            Source = credential.SourceId,
            Name = credential.Name,
            Enabled = credential.Enabled,
            SecretLastFour = credential.SecretLastFour,
            SecretSetAt = credential.SecretSetAt,
            SecretSetBy = credential.SecretSetBy,
            BaseUrl = credential.BaseUrl?.AbsoluteUri,
            ApiVersion = credential.ApiVersion,
            Region = credential.Region,
            Models = credential.Models.Count == 0 ? null : credential.Models,
            CreatedAt = credential.CreatedAt,
            CreatedBy = credential.CreatedBy,
            LastTest = CredentialTestView.Of(credential.LastTest),
            LastUsedAt = lastUsedAt,
            Version = credential.Version,
        };
    }
}
