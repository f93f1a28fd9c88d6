using System.Text.Json.Serialization;

namespace CacheSafety.BlackBox;

/// <summary>The ledger on the wire between upstream and probe.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<Minted>))]
internal sealed partial class LedgerJson : JsonSerializerContext;
