namespace NextModel.Webhooks;

/// <summary>Something that happened once, as it is told.</summary>
/// <param name="Id"><c>evt_</c> and 32 hex digits. It follows from what happened, so that telling it twice is the same event.</param>
/// <param name="OrganizationId">Whose.</param>
/// <param name="Type">Kind of thing, dot, what happened: <c>budget.threshold_reached</c>.</param>
/// <param name="Body">The JSON text that is sent, the same at every attempt.</param>
/// <param name="CreatedAt">When it was noted.</param>
public sealed record WebhookEvent(string Id, string OrganizationId, string Type, string Body, DateTimeOffset CreatedAt);
