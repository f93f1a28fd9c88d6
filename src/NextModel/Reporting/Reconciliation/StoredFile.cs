namespace NextModel.Reporting.Reconciliation;

/// <summary>A provider's file that is kept.</summary>
/// <param name="Name">For people.</param>
/// <param name="Sha256">Digest of its bytes, lower-case hex.</param>
public sealed record StoredFile(string Name, string Sha256);
