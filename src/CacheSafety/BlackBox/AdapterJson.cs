using System.Text.Json.Serialization;

namespace CacheSafety.BlackBox;

/// <summary>Adapters as JSON: snake case, and a member that is misspelled is an error.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(Adapter))]
internal sealed partial class AdapterJson : JsonSerializerContext;
