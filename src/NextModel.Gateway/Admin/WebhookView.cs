using NextModel.Webhooks;

namespace NextModel.Gateway.Admin;

/// <summary>A webhook as the admin API shows it.</summary>
public sealed record WebhookView
{
    public required string Id { get; init; }

    public required string OrganizationId { get; init; }

    public required string Name { get; init; }

    public required string Url { get; init; }

    public required bool Enabled { get; init; }

    public required string SecretLastFour { get; init; }

    /// <summary>The secret, only in the answer to the request that made it.</summary>
    public string? Secret { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required long Version { get; init; }

    public static WebhookView Of(Webhook webhook, string? secret = null)
    {
        ArgumentNullException.ThrowIfNull(webhook);
        return new WebhookView
        {
            Id = webhook.Id,
            OrganizationId = webhook.OrganizationId,
            Name = webhook.Name,
            Url = webhook.Url.AbsoluteUri,
            Enabled = webhook.Enabled,
            SecretLastFour = webhook.SecretLastFour,
            Secret = secret,
            CreatedAt = webhook.CreatedAt,
            Version = webhook.Version,
        };
    }

    // A record prints all its members: the secret must not be one of them.
    public override string ToString() => $"webhook {Id}";
}
