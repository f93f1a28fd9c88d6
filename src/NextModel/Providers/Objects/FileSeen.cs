using NextModel.Caching;

namespace NextModel.Providers.Objects;

/// <summary>A file that was read to its end.</summary>
/// <param name="Lines">How many lines it has that are not empty.</param>
/// <param name="Digest">Of its type, its length and its SHA-256, as receipts digest what only passes.</param>
public sealed record FileSeen(int Lines, Digest Digest);
