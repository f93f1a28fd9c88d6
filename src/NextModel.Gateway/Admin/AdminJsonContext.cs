using System.Text.Json.Serialization;
using NextModel.Gateway.Declaring;
using NextModel.Gateway.Hosting;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of the admin API and of <c>--json</c> output.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(CreateOrganizationRequest))]
[JsonSerializable(typeof(RenameRequest))]
[JsonSerializable(typeof(CreateTeamRequest))]
[JsonSerializable(typeof(CreateProjectRequest))]
[JsonSerializable(typeof(ChangeProjectRequest))]
[JsonSerializable(typeof(CreateKeyRequest))]
[JsonSerializable(typeof(ChangeKeyRequest))]
[JsonSerializable(typeof(RotateKeyRequest))]
[JsonSerializable(typeof(RevokeKeyRequest))]
[JsonSerializable(typeof(AddMemberRequest))]
[JsonSerializable(typeof(ChangeMemberRequest))]
[JsonSerializable(typeof(CreateManagementKeyRequest))]
[JsonSerializable(typeof(ProjectCacheRequest))]
[JsonSerializable(typeof(PurgeRequest))]
[JsonSerializable(typeof(OrganizationView))]
[JsonSerializable(typeof(TeamView))]
[JsonSerializable(typeof(ProjectView))]
[JsonSerializable(typeof(KeyView))]
[JsonSerializable(typeof(MemberView))]
[JsonSerializable(typeof(ManagementKeyView))]
[JsonSerializable(typeof(ProjectCacheView))]
[JsonSerializable(typeof(PurgeResult))]
[JsonSerializable(typeof(Page<OrganizationView>))]
[JsonSerializable(typeof(Page<TeamView>))]
[JsonSerializable(typeof(Page<ProjectView>))]
[JsonSerializable(typeof(Page<KeyView>))]
[JsonSerializable(typeof(Page<MemberView>))]
[JsonSerializable(typeof(Page<ManagementKeyView>))]
[JsonSerializable(typeof(ApplyRequest))]
[JsonSerializable(typeof(ApplyResult))]
[JsonSerializable(typeof(ExportResult))]
[JsonSerializable(typeof(IReadOnlyList<Finding>))]
public sealed partial class AdminJsonContext : JsonSerializerContext;
