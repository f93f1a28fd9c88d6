namespace NextModel.Webhooks;

/// <summary>One event on its way to one webhook.</summary>
/// <param name="Number">Rises with every delivery of the installation.</param>
/// <param name="WebhookId">Where to.</param>
/// <param name="EventId">What.</param>
/// <param name="EventType">What kind.</param>
/// <param name="CreatedAt">When the event was noted.</param>
public sealed record WebhookDelivery(long Number, string WebhookId, string EventId, string EventType, DateTimeOffset CreatedAt)
{
    public required DeliveryState State { get; init; }

    /// <summary>Attempts made.</summary>
    public int Attempts { get; init; }

    /// <summary>When the next attempt is due; null when there will be none.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>When the last attempt ended; null before the first.</summary>
    public DateTimeOffset? LastAttemptAt { get; init; }

    /// <summary>HTTP status of the last attempt; null when no answer came.</summary>
    public int? LastStatus { get; init; }

    /// <summary>Why the last attempt failed; null when it did not.</summary>
    public string? LastError { get; init; }

    /// <summary>The delivery after one more attempt.</summary>
    public WebhookDelivery After(WebhookAttempt attempt, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(attempt);
        var wait = attempt.Error is null ? null : RetrySchedule.After(Attempts + 1);
        return this with
        {
            State = attempt.Error is null ? DeliveryState.Delivered : wait is null ? DeliveryState.Failed : DeliveryState.Pending,
            Attempts = Attempts + 1,
            NextAttemptAt = now + wait,
            LastAttemptAt = now,
            LastStatus = attempt.Status,
            LastError = attempt.Error,
        };
    }
}
