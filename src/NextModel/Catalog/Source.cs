namespace NextModel.Catalog;

/// <summary>One upstream account and endpoint: provider, region and credential.</summary>
public sealed record Source
{
    /// <summary>Lower-case name, unique: <c>openai</c>, <c>my-vllm</c>.</summary>
    public required string Id { get; init; }

    public required Dialect Dialect { get; init; }

    /// <summary>Base of all its routes, without a trailing slash, for example <c>https://api.openai.com/v1</c>.</summary>
    public required Uri BaseUrl { get; init; }

    /// <summary>The credential here, the platform's unless <see cref="CredentialId"/> says whose; null when the source needs none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Id of the organization's own credential that <see cref="ApiKey"/> is; null for the platform's.</summary>
    public string? CredentialId { get; init; }

    /// <summary>True where <see cref="BaseUrl"/> is an organization's word and not the operator's: what it may reach is asked at every connection.</summary>
    public bool IsGuarded { get; init; }

    /// <summary>A route below <see cref="BaseUrl"/> that costs nothing and answers only to a good credential; null for the dialect's usual one.</summary>
    public string? TestPath { get; init; }

    /// <summary>Version of the API that the source is called by, where its addresses name one (Azure OpenAI's classic API).</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Where data goes: <c>cn</c>, <c>global</c>, <c>eu</c>, <c>local</c> …</summary>
    public string Region { get; init; } = "global";

    /// <summary>As <see cref="Model.Version"/>.</summary>
    public string? Version { get; init; }

    /// <summary>Answers are simulated; receipts say so and spend totals leave them out.</summary>
    public bool Sandbox { get; init; }

    public SourceQuirks Quirks { get; init; } = SourceQuirks.None;

    /// <summary>What it can be asked for besides chat and embeddings.</summary>
    public OfferedOperations Operations { get; init; }

    public SourceTimeouts Timeouts { get; init; } = SourceTimeouts.Default;

    /// <summary>Attempts at one offer before the next one is tried, at least 1.</summary>
    public int MaxAttempts { get; init; } = 2;

    /// <summary>Retries given for each request at this source, as a share, 0 to 1.</summary>
    public double RetryShare { get; init; } = 0.1;

    /// <summary>Whether an offer here is left alone for a time when it keeps failing.</summary>
    public bool CircuitBreaker { get; init; } = true;

    /// <summary>How messages name it where there can be several: <c>openai</c>, <c>openai under cred_…</c>.</summary>
    public string Label => CredentialId is null ? Id : $"{Id} under {CredentialId}";

    /// <summary>True when both are called in exactly the same way.</summary>
    public bool IsSameAs(Source other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return this == other with { Quirks = Quirks } && Quirks == other.Quirks with { DropMembers = Quirks.DropMembers }
            && Quirks.DropMembers.SequenceEqual(other.Quirks.DropMembers);
    }

    // A record prints all its members: the credential must not be one of them.
    public override string ToString() => $"source {Id} ({BaseUrl})";
}
