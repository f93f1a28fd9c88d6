using NextModel.Caching;

namespace NextModel.Storage.Sqlite.Cache;

/// <summary>
/// What is in the file, by key, so that a miss never reads it and no row is ever searched for. Changed under the database's gate only.
/// </summary>
internal sealed class SqliteCacheKeys
{
    private readonly CacheTable<SqliteCachePlace> _places = new();
    private readonly Dictionary<(string Organization, string Project), SqliteCacheShelf> _shelves = [];

    public int Count => _places.Count;

    public SqliteCachePlace? Find(CacheKey key) => _places.Find(key);

    /// <summary>Adds an entry as its project's youngest and returns the one of the same key that it takes the place of.</summary>
    public SqliteCachePlace? Add(SqliteCachePlace place, string organization, string project)
    {
        var earlier = Find(place.Key);
        if (earlier is not null)
        {
            Remove(earlier);
        }

        if (!_shelves.TryGetValue((organization, project), out var shelf))
        {
            shelf = new SqliteCacheShelf(organization, project);
            _shelves.Add((organization, project), shelf);
        }

        shelf.Add(place);
        _places.Set(place.Key, place);
        return earlier;
    }

    /// <summary>Removes this very entry; another one of the same key stays. False when it was gone.</summary>
    public bool Remove(SqliteCachePlace place)
    {
        if (place.Shelf is not { } shelf)
        {
            return false;
        }

        shelf.Remove(place);
        if (shelf.Oldest is null)
        {
            _shelves.Remove((shelf.Organization, shelf.Project));
        }

        return _places.Remove(place.Key);
    }

    /// <summary>The oldest entry of a project whose entries have more than <paramref name="limit"/> bytes; null when they have not.</summary>
    public SqliteCachePlace? OldestBeyond(long limit, string organization, string project) =>
        _shelves.TryGetValue((organization, project), out var shelf) && shelf.Bytes > limit ? shelf.Oldest : null;

    /// <summary>What has expired by <paramref name="now"/> (UTC ticks). May be read without the gate and while entries come and go.</summary>
    public IEnumerable<SqliteCachePlace> ExpiredBy(long now) =>
        _places.Where(place => place.ExpiresAt <= now);
}
