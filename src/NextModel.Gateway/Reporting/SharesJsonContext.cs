using System.Text.Json.Serialization;

namespace NextModel.Gateway.Reporting;

/// <summary>JSON of share links.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ShareRequest))]
[JsonSerializable(typeof(ShareView))]
[JsonSerializable(typeof(ShareList))]
public sealed partial class SharesJsonContext : JsonSerializerContext;
