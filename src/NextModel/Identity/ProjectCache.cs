namespace NextModel.Identity;

/// <summary>A project's rules for the exact cache.</summary>
/// <param name="Enabled">True for mode <c>exact</c>, false for <c>off</c>. Default true.</param>
/// <param name="TimeToLive">How long an entry may be replayed. Default 24 hours.</param>
/// <param name="MaxEntryBytes">Largest entry (canonical request plus answer). Default 8 MiB.</param>
/// <param name="MaxTotalBytes">All entries of the project together; the oldest give way. Default 256 MiB.</param>
/// <param name="IgnoredMetadata">Members of <c>metadata</c> that do not change the key. Default none.</param>
public sealed record ProjectCache(
    bool Enabled, TimeSpan TimeToLive, long MaxEntryBytes, long MaxTotalBytes, IReadOnlyList<string> IgnoredMetadata)
{
    public static ProjectCache Default { get; } = new(true, TimeSpan.FromHours(24), 8 << 20, 256 << 20, []);
}
