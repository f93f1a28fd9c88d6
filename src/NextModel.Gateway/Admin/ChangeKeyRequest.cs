using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PATCH</c> on a key or management key. Members left out stay as they are.</summary>
public sealed record ChangeKeyRequest
{
    /// <summary>1 to 100 characters.</summary>
    public string? Name { get; init; }

    /// <summary>Label, up to 64 characters; API keys only.</summary>
    public string? Environment { get; init; }

    /// <summary>Label, up to 64 characters; API keys only.</summary>
    public string? Workload { get; init; }

    /// <summary>When it stops; null for never.</summary>
    public DateTimeOffset? ExpiresAt
    {
        get;
        set
        {
            field = value;
            SetsExpiry = true;
        }
    }

    /// <summary>True when <see cref="ExpiresAt"/> was sent, null or not.</summary>
    [JsonIgnore]
    public bool SetsExpiry { get; private set; }
}
