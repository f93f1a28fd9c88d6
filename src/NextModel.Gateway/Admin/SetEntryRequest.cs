using System.Text.Json;

namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/models</c> and <c>POST /api/admin/v1/sources</c>.</summary>
public sealed record SetEntryRequest
{
    /// <summary>What callers name the model, or the source's id.</summary>
    public required string Id { get; init; }

    /// <summary>The first moment it counts; not in the past. At once unless given.</summary>
    public DateTimeOffset? EffectiveFrom { get; init; }

    /// <summary>The members of an entry of <c>models</c> or <c>sources</c> in nextmodel.yaml; null goes back to what is configured.</summary>
    public JsonElement? Entry { get; init; }

    /// <summary>The source's key, written and never shown; <c>none</c> for a source that asks for none.</summary>
    public string? ApiKey { get; init; }

    // A record prints all its members.
    public override string ToString() => $"entry of {Id}";
}
