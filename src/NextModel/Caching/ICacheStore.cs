namespace NextModel.Caching;

/// <summary>
/// Where entries outlive the process, sealed under their organization's data key. Losing one is a miss and nothing more. A row that
/// does not open, or not as the entry it is asked for, is deleted and not found.
/// </summary>
public interface ICacheStore
{
    /// <summary>
    /// True when other processes read it too: entries must then be in it before the answer that made them ends. Otherwise they are
    /// written behind.
    /// </summary>
    bool IsShared { get; }

    /// <summary>The entry of a key, if this organization and project have it.</summary>
    ValueTask<CacheEntry?> FindAsync(CacheKey key, string organization, string project, CancellationToken cancellationToken);

    /// <summary>Adds entries or replaces those of the same keys, then drops what their projects have too much, oldest first.</summary>
    ValueTask WriteAsync(IReadOnlyList<CacheWrite> writes, CancellationToken cancellationToken);

    ValueTask DeleteAsync(CacheKey key, CancellationToken cancellationToken);

    /// <summary>Deletes all entries of a project and returns how many there were.</summary>
    ValueTask<int> DeleteProjectAsync(string organization, string project, CancellationToken cancellationToken);

    /// <summary>Deletes what the answer of a receipt left in a project and returns how many there were.</summary>
    ValueTask<int> DeleteReceiptAsync(string organization, string project, string receiptId, CancellationToken cancellationToken);

    /// <summary>Deletes what has expired by <paramref name="now"/> and returns how many there were.</summary>
    ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
