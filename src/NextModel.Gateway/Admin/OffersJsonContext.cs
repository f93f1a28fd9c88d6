using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of offers in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(OfferList))]
public sealed partial class OffersJsonContext : JsonSerializerContext;
