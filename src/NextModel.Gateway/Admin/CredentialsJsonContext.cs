using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of credentials in the admin API and the command line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CredentialRequest))]
[JsonSerializable(typeof(RotateCredentialRequest))]
[JsonSerializable(typeof(CredentialView))]
[JsonSerializable(typeof(Page<CredentialView>))]
public sealed partial class CredentialsJsonContext : JsonSerializerContext;
