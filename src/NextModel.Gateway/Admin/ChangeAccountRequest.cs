namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>PATCH /api/admin/v1/accounts/{id}</c>.</summary>
public sealed record ChangeAccountRequest
{
    /// <summary>True keeps the account from signing in and ends its sessions at once; false lets it again.</summary>
    public required bool Disabled { get; init; }
}
