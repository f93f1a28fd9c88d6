using NextModel.Webhooks;

namespace NextModel.Gateway.Admin;

/// <summary>One event on its way to one webhook, as the admin API shows it.</summary>
public sealed record DeliveryView
{
    public required string EventId { get; init; }

    public required string EventType { get; init; }

    /// <summary><c>pending</c>, <c>delivered</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    public required int Attempts { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? NextAttemptAt { get; init; }

    public DateTimeOffset? LastAttemptAt { get; init; }

    public int? LastStatus { get; init; }

    public string? LastError { get; init; }

    public static DeliveryView Of(WebhookDelivery delivery)
    {
        ArgumentNullException.ThrowIfNull(delivery);
        return new DeliveryView
        {
            EventId = delivery.EventId,
            EventType = delivery.EventType,
            State = Word(delivery.State),
            Attempts = delivery.Attempts,
            CreatedAt = delivery.CreatedAt,
            NextAttemptAt = delivery.NextAttemptAt,
            LastAttemptAt = delivery.LastAttemptAt,
            LastStatus = delivery.LastStatus,
            LastError = delivery.LastError,
        };
    }

    /// <summary>The state of that name; null when there is none.</summary>
    internal static DeliveryState? Parse(string word) => word switch
    {
        "pending" => DeliveryState.Pending,
        "delivered" => DeliveryState.Delivered,
        "failed" => DeliveryState.Failed,
        _ => null,
    };

    private static string Word(DeliveryState state) => state switch
    {
        DeliveryState.Pending => "pending",
        DeliveryState.Delivered => "delivered",
        _ => "failed",
    };
}
