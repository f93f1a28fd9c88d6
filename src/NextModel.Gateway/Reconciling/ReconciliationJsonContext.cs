using System.Text.Json.Serialization;
using NextModel.Gateway.Admin;

namespace NextModel.Gateway.Reconciling;

/// <summary>JSON of reconciliations in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(ReconciliationView))]
[JsonSerializable(typeof(Page<ReconciliationView>))]
public sealed partial class ReconciliationJsonContext : JsonSerializerContext;
