using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of set prices and of the configuration in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SetPriceRequest))]
[JsonSerializable(typeof(SetPriceView))]
[JsonSerializable(typeof(Page<SetPriceView>))]
[JsonSerializable(typeof(ConfigurationView))]
public sealed partial class PricesJsonContext : JsonSerializerContext;
