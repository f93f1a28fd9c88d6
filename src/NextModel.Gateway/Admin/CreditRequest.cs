using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/credits/{id}/transfers</c>.</summary>
public sealed record CreditRequest
{
    /// <summary><c>top_up</c>, <c>refund</c>, <c>chargeback</c>, <c>promo</c>, <c>adjustment</c> or <c>reversal</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>In the organization's currency, at most 9 decimals; more than 0, and for an adjustment also less. Left out for a reversal.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)]
    public decimal? Amount { get; init; }

    /// <summary>What makes it happen once, such as the number of an invoice. Required for a top-up, refund or chargeback.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The external id of the top-up that a refund or chargeback takes back.</summary>
    public string? Payment { get; init; }

    /// <summary>When a promo ends; never, when left out.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Id of the transfer that a reversal undoes.</summary>
    public string? Transfer { get; init; }

    /// <summary>Why. Required for a promo, an adjustment and a reversal.</summary>
    public string? Reason { get; init; }
}
