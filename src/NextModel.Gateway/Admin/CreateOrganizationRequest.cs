namespace NextModel.Gateway.Admin;

/// <summary>Body of <c>POST /api/admin/v1/organizations</c>.</summary>
public sealed record CreateOrganizationRequest
{
    /// <summary>Unique in the installation, 1 to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>ISO 4217 code of its ledger, for good; the installation's currency unless given.</summary>
    public string? Currency { get; init; }
}
