namespace NextModel.Webhooks;

/// <summary>How one attempt ended.</summary>
/// <param name="Status">HTTP status; null when no answer came.</param>
/// <param name="Error">Why it failed, in a few words; null when it was answered with 200 to 299.</param>
public sealed record WebhookAttempt(int? Status, string? Error);
