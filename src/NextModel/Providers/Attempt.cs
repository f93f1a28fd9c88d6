using NextModel.Catalog;
using NextModel.Metering;

namespace NextModel.Providers;

/// <summary>One try at one offer, as the receipt tells it.</summary>
public sealed class Attempt
{
    /// <summary>From 1.</summary>
    public required int Number { get; init; }

    public required Offer Offer { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public AttemptOutcome Outcome { get; set; } = AttemptOutcome.Pending;

    /// <summary>Status the source answered; null when it answered none.</summary>
    public int? Status { get; set; }

    /// <summary>Our own word for what went wrong (<c>timeout_first_byte</c>, <c>http_503</c> …); null when nothing did.</summary>
    public string? Error { get; set; }

    /// <summary>Output bound sent upstream; null when none was.</summary>
    public long? MaxOutputTokens { get; set; }

    /// <summary>Members of the request that its dialect could not say in full and that were left out or lowered
    /// (docs/reference/dialects.md); empty when none was.</summary>
    public IReadOnlyList<string> Adjusted { get; set; } = [];

    /// <summary>The source's <c>x-request-id</c>, at most 128 printable ASCII characters.</summary>
    public string? UpstreamRequestId { get; set; }

    /// <summary>The <c>id</c> in the source's answer, at most 128 printable ASCII characters.</summary>
    public string? UpstreamResponseId { get; set; }

    public int? FirstByteMilliseconds { get; set; }

    public int TotalMilliseconds { get; set; }

    public Usage Usage { get; set; }

    /// <summary>What the provider will charge by the offer's price, in <see cref="CostCurrency"/>; null when unknown.</summary>
    public decimal? Cost { get; set; }

    public string? CostCurrency { get; set; }
}
