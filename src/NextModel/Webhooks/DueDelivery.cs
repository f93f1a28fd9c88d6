namespace NextModel.Webhooks;

/// <summary>A delivery whose time has come, with the body to send.</summary>
public sealed record DueDelivery(WebhookDelivery Delivery, string Body);
