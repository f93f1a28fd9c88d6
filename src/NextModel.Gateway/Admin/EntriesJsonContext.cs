using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of set models and sources in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(SetEntryRequest))]
[JsonSerializable(typeof(SetEntryView))]
[JsonSerializable(typeof(Page<SetEntryView>))]
public sealed partial class EntriesJsonContext : JsonSerializerContext;
