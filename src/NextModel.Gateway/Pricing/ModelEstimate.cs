using NextModel.Billing;
using NextModel.Configuration;

namespace NextModel.Gateway.Pricing;

/// <summary>What a workload costs at one model, summed as it is added.</summary>
/// <param name="name">As it was asked for.</param>
/// <param name="model">What it means; null when nothing.</param>
/// <param name="offer">Where it would go; null when nowhere.</param>
public sealed class ModelEstimate(string name, ListedModel? model, ListedOffer? offer)
{
    public string Name => name;

    public ListedModel? Model => model;

    public ListedOffer? Offer => offer;

    /// <summary>Why there is no estimate; null when there is one.</summary>
    public string? Problem { get; set; }

    /// <summary>Currency of the sums.</summary>
    public string Currency { get; set; } = "";

    /// <summary>The one request, when there is only one kind: its lines show the arithmetic.</summary>
    public PriceEstimate? Single { get; set; }

    public long InputTokens { get; set; }

    public long OutputTokens { get; set; }

    /// <summary>All requests as real calls.</summary>
    public decimal Fresh { get; set; }

    /// <summary>All requests as replays.</summary>
    public decimal Replayed { get; set; }

    /// <summary>First ones as real calls, repeats as replays.</summary>
    public decimal WithExactCache { get; set; }

    /// <summary>True when input was counted with an encoding that is not the model's own.</summary>
    public bool IsApproximate { get; set; }

    /// <summary>The encoding input was counted with; null when the counts were given.</summary>
    public string? CountedWith { get; set; }
}
