using System.Text.Json;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/prices</c>.</summary>
public sealed record SetPriceRequest
{
    /// <summary>Id or alias of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Id of the source.</summary>
    public required string Source { get; init; }

    /// <summary>The first moment it counts, to the second; not in the past. At once unless given.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>The price, with the members of <c>price</c> in nextmodel.yaml; null goes back to what is configured.</summary>
    public JsonElement? Price { get; init; }
}
