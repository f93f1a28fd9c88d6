namespace NextModel.Identity;

/// <summary>What one digest stands for.</summary>
/// <param name="Caller">The key and the chain above it.</param>
/// <param name="Digest">The whole digest, 32 bytes.</param>
/// <param name="Until">When this secret stops; null for the key's current one.</param>
internal sealed record DirectoryEntry(Caller Caller, byte[] Digest, DateTimeOffset? Until);
