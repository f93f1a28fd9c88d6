namespace NextModel.Credentials;

/// <summary>An organization's own credential at a source: requests under it are the organization's affair with the provider, which bills it.</summary>
/// <param name="Id"><c>cred_</c> and 32 hex digits; what receipts and the key of the exact cache name.</param>
/// <param name="OrganizationId">Whose.</param>
/// <param name="SourceId">Where it is good: a source of the catalog or of the configuration. Never changes.</param>
/// <param name="Name">What people call it; once in the organization.</param>
/// <param name="SealedSecret">The secret, encrypted under the organization's data key and bound to where it may be sent.</param>
/// <param name="SecretLastFour">The last four characters of the secret, to tell it apart.</param>
public sealed record Credential(string Id, string OrganizationId, string SourceId, string Name, byte[] SealedSecret, string SecretLastFour)
{
    /// <summary>The one team it is for; null for the whole organization.</summary>
    public string? TeamId { get; init; }

    /// <summary>The one project it is for, of <see cref="TeamId"/>; null for all of them.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Where it is called instead of the source's own address; null for that.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>As <see cref="Catalog.Source.ApiVersion"/>; null for the source's.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Where data goes; null for the source's region.</summary>
    public string? Region { get; init; }

    /// <summary>The models it serves, by catalog id, and what they are called there; empty for all that are offered at the source.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>False leaves it out of every route.</summary>
    public bool Enabled { get; init; } = true;

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Who made it, as the audit trail names them.</summary>
    public required string CreatedBy { get; init; }

    /// <summary>When the present secret was given.</summary>
    public required DateTimeOffset SecretSetAt { get; init; }

    /// <summary>Who gave it.</summary>
    public required string SecretSetBy { get; init; }

    /// <summary>What the source said of the secret when it was last asked; null when it never was.</summary>
    public CredentialTest? LastTest { get; init; }

    /// <summary>When a request last went out under it, to the minute; null when none did.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>Counts the changes, from 1. Tests and uses are none.</summary>
    public long Version { get; init; } = 1;

    // A record prints all its members.
    public override string ToString() => $"credential {Id}";
}
