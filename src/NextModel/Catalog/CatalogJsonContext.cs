using System.Text.Json.Serialization;

namespace NextModel.Catalog;

/// <summary>Reads catalog files. A member nobody knows is an error: a misspelt price must not be missed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true)]
[JsonSerializable(typeof(CatalogDeveloper))]
[JsonSerializable(typeof(CatalogSource))]
[JsonSerializable(typeof(PriceSheet))]
internal sealed partial class CatalogJsonContext : JsonSerializerContext;
