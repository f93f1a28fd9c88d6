using System.Collections.Concurrent;
using NextModel.Caching;

namespace NextModel.Storage.Sqlite.Cache;

/// <summary>What is in the file, by key, so that a miss never reads it. Changed under the database's gate only.</summary>
internal sealed class SqliteCacheKeys
{
    private readonly ConcurrentDictionary<CacheKey, long> _sizes = new();
    private readonly Dictionary<(string Organization, string Project), long> _totals = [];

    public int Count => _sizes.Count;

    public bool Contains(CacheKey key) => _sizes.ContainsKey(key);

    /// <summary>Bytes of all entries of a project.</summary>
    public long TotalOf(string organization, string project) => _totals.GetValueOrDefault((organization, project));

    public void Add(CacheKey key, string organization, string project, long size)
    {
        Remove(key, organization, project);
        _sizes[key] = size;
        _totals[(organization, project)] = TotalOf(organization, project) + size;
    }

    public void Remove(CacheKey key, string organization, string project)
    {
        if (!_sizes.TryRemove(key, out var size))
        {
            return;
        }

        var left = TotalOf(organization, project) - size;
        if (left > 0)
        {
            _totals[(organization, project)] = left;
        }
        else
        {
            _totals.Remove((organization, project));
        }
    }
}
