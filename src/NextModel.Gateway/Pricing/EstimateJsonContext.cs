using System.Text.Json.Serialization;

namespace NextModel.Gateway.Pricing;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(EstimateRequest))]
internal sealed partial class EstimateJsonContext : JsonSerializerContext;
