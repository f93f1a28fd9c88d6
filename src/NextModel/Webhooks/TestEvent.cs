using NextModel.Audit;

namespace NextModel.Webhooks;

/// <summary>The event <c>webhook.test</c>: somebody asked whether a webhook works.</summary>
internal static class TestEvent
{
    public const string Type = "webhook.test";

    public static WebhookEvent Of(Webhook webhook, DateTimeOffset now)
    {
        var id = "evt_" + Guid.CreateVersion7(now).ToString("N");
        var body = AuditFacts.Write(json =>
        {
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, Type);
            json.WriteString("created_at"u8, now);
            json.WriteString("organization_id"u8, webhook.OrganizationId);
            json.WriteStartObject("data"u8);
            json.WriteStartObject("webhook"u8);
            json.WriteString("id"u8, webhook.Id);
            json.WriteString("name"u8, webhook.Name);
            json.WriteEndObject();
            json.WriteEndObject();
        });
        return new WebhookEvent(id, webhook.OrganizationId, Type, body, now);
    }
}
