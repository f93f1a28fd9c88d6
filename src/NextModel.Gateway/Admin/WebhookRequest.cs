namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/webhooks</c>, and of <c>PATCH …/{id}</c>, where what is left out stays as it is.</summary>
public sealed record WebhookRequest
{
    /// <summary>Organization, by name or id; the administrator's own, or <c>default</c>, unless given. Cannot change.</summary>
    public string? Organization { get; init; }

    /// <summary>What people call it, once in the organization.</summary>
    public string? Name { get; init; }

    /// <summary>Where it is sent to, https.</summary>
    public string? Url { get; init; }

    /// <summary>What signs: <c>whsec_</c> and base64 of 32 to 64 bytes; one is made unless given. Never shown again.</summary>
    public string? Secret { get; init; }

    /// <summary>False holds deliveries back.</summary>
    public bool? Enabled { get; init; }

    // A record prints all its members: the secret must not be one of them.
    public override string ToString() => $"webhook request {Name}";
}
