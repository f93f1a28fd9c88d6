using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of policies in the admin API.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CreatePolicyRequest))]
[JsonSerializable(typeof(ChangePolicyRequest))]
[JsonSerializable(typeof(ExplainRequest))]
[JsonSerializable(typeof(SimulateRequest))]
[JsonSerializable(typeof(PolicyView))]
[JsonSerializable(typeof(Page<PolicyView>))]
public sealed partial class PoliciesJsonContext : JsonSerializerContext;
