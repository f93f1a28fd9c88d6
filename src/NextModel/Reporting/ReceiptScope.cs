namespace NextModel.Reporting;

/// <summary>Whose receipts may be seen: an organization's, or only one project's. It comes from the credential, never from the request.</summary>
public sealed record ReceiptScope(string OrganizationId, string? ProjectId);
