using NextModel.Webhooks;

namespace NextModel.Gateway.Admin;

/// <summary>Answer of <c>POST /api/admin/v1/webhooks/{id}/test</c>.</summary>
/// <param name="EventId">What the receiver got as <c>webhook-id</c>.</param>
/// <param name="Delivered">Whether it answered with 200 to 299.</param>
/// <param name="Status">HTTP status; null when no answer came.</param>
/// <param name="Error">Why it is not delivered; null when it is.</param>
public sealed record WebhookTestResult(string EventId, bool Delivered, int? Status, string? Error)
{
    public static WebhookTestResult Of(string eventId, WebhookAttempt attempt)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        return new WebhookTestResult(eventId, attempt.Error is null, attempt.Status, attempt.Error);
    }
}
