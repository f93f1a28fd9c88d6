using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of signing keys in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SigningKeyList))]
public sealed partial class SigningKeysJsonContext : JsonSerializerContext;
