namespace NextModel.Gateway.Reconciling;

/// <summary>A file of a run.</summary>
/// <param name="Name">As it was sent.</param>
/// <param name="Sha256">Digest of its bytes.</param>
/// <param name="Status"><c>imported</c>, or <c>already_imported</c> when a run of the organization had it before.</param>
/// <param name="Format">What it was read as.</param>
/// <param name="Rows">Rows taken from it.</param>
public sealed record ReconciliationFileView(string Name, string Sha256, string Status, string Format, long Rows);
