using System.Text.Json.Serialization;
using NextModel.Gateway.Hosting;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of the admin API and of <c>--json</c> output.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CreateKeyRequest))]
[JsonSerializable(typeof(RevokeKeyRequest))]
[JsonSerializable(typeof(ProjectCacheRequest))]
[JsonSerializable(typeof(ProjectCacheView))]
[JsonSerializable(typeof(PurgeRequest))]
[JsonSerializable(typeof(PurgeResult))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(KeyList))]
public sealed partial class AdminJsonContext : JsonSerializerContext;
