namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/credentials</c>, and of <c>PATCH …/{id}</c>, where what is left out stays as it is.</summary>
public sealed record CredentialRequest
{
    /// <summary>Organization, by name or id; the administrator's own, or <c>default</c>, unless given. Cannot change.</summary>
    public string? Organization { get; init; }

    /// <summary>The one team it is for, by name or id; the whole organization unless given. Cannot change.</summary>
    public string? Team { get; init; }

    /// <summary>The one project it is for, by name or id. Cannot change.</summary>
    public string? Project { get; init; }

    /// <summary>Where it is good: id of a source. Cannot change.</summary>
    public string? Source { get; init; }

    /// <summary>What people call it, once in the organization.</summary>
    public string? Name { get; init; }

    /// <summary>The source's key. Written once and never shown; a new one is given by rotating.</summary>
    public string? Secret { get; init; }

    /// <summary>Where it is called instead of the source's own address, https; changes only with the secret, by rotating.</summary>
    public string? BaseUrl { get; init; }

    /// <summary>Version of Azure OpenAI's classic API; the v1 API unless given.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Where data goes, for policies and receipts; the source's region unless given.</summary>
    public string? Region { get; init; }

    /// <summary>The models it serves, by catalog id, and what each is called there; all that are offered at the source unless given.</summary>
    public IReadOnlyDictionary<string, string>? Models { get; init; }

    /// <summary>False leaves it out of every route.</summary>
    public bool? Enabled { get; init; }

    /// <summary>True saves it whatever the source says of it.</summary>
    public bool? SaveAnyway { get; init; }

    // A record prints all its members: the secret must not be one of them.
    public override string ToString() => $"credential request {Name}";
}
