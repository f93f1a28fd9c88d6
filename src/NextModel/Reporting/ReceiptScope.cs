namespace NextModel.Reporting;

/// <summary>
/// Whose receipts may be seen: an organization's, only those of one team as the receipts state it, or only one project's. It comes from the
/// credential, never from the request.
/// </summary>
public sealed record ReceiptScope(string OrganizationId, string? ProjectId)
{
    public string? TeamId { get; init; }

    /// <summary>True for receipts of this organization, team and project.</summary>
    public bool Includes(string organizationId, string teamId, string projectId) =>
        OrganizationId == organizationId && (TeamId is null || TeamId == teamId) && (ProjectId is null || ProjectId == projectId);
}
