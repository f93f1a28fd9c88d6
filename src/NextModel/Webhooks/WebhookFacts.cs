using NextModel.Audit;

namespace NextModel.Webhooks;

/// <summary>A webhook as the audit trail states it. Of an address only the origin: its path may be as good as a secret.</summary>
internal static class WebhookFacts
{
    public static string Of(Webhook webhook) => AuditFacts.Write(json =>
    {
        json.WriteString("name"u8, webhook.Name);
        json.WriteString("origin"u8, webhook.Url.GetLeftPart(UriPartial.Authority));
        json.WriteString("secret_last_four"u8, webhook.SecretLastFour);
        json.WriteBoolean("enabled"u8, webhook.Enabled);
    });
}
