using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of credit in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CreditRequest))]
[JsonSerializable(typeof(CreditSettingRequest))]
[JsonSerializable(typeof(CreditView))]
[JsonSerializable(typeof(CreditTransferView))]
[JsonSerializable(typeof(Page<CreditView>))]
[JsonSerializable(typeof(Page<CreditTransferView>))]
public sealed partial class CreditsJsonContext : JsonSerializerContext;
