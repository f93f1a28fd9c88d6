using System.Text.Json.Serialization;

namespace CacheSafety.Traffic;

/// <summary>Profiles as JSON: snake case, every member required.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, WriteIndented = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectRequiredConstructorParameters = true, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(TrafficProfile))]
internal sealed partial class TrafficJson : JsonSerializerContext;
