using System.Text.Json.Serialization;

namespace NextModel.Gateway.Admin;

/// <summary>JSON of accounts and invitations in the admin API and the command line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
[JsonSerializable(typeof(InvitationRequest))]
[JsonSerializable(typeof(InvitationView))]
[JsonSerializable(typeof(Page<InvitationView>))]
[JsonSerializable(typeof(AccountView))]
[JsonSerializable(typeof(Page<AccountView>))]
[JsonSerializable(typeof(ChangeAccountRequest))]
[JsonSerializable(typeof(ResetRequest))]
[JsonSerializable(typeof(ResetLinkView))]
[JsonSerializable(typeof(Page<SessionView>))]
public sealed partial class AccountsJsonContext : JsonSerializerContext;
