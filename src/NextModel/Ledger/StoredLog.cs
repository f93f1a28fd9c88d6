namespace NextModel.Ledger;

/// <summary>What a ledger says of one of its logs: as stored, not as signed.</summary>
/// <param name="Id">The log.</param>
/// <param name="OrganizationId">Whose it is.</param>
/// <param name="Predecessor">Head of the organization's log before it; null when that is no hash.</param>
public sealed record StoredLog(Guid Id, string OrganizationId, ReceiptHash? Predecessor);
