namespace NextModel.Gateway.Admin;

/// <summary>Answer to a purge.</summary>
/// <param name="Removed">Entries that are gone.</param>
public sealed record PurgeResult(int Removed);
