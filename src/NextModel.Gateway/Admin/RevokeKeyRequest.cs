namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/keys/revoke</c>.</summary>
/// <param name="Key">Id or prefix of the key.</param>
public sealed record RevokeKeyRequest(string Key);
