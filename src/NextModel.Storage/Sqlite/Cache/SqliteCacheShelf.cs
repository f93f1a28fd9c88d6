namespace NextModel.Storage.Sqlite.Cache;

/// <summary>The entries of one project in the file, in the order they were written.</summary>
internal sealed class SqliteCacheShelf(string organization, string project)
{
    private SqliteCachePlace? _newest;

    public string Organization => organization;

    public string Project => project;

    public SqliteCachePlace? Oldest { get; private set; }

    /// <summary>Bytes of all its entries.</summary>
    public long Bytes { get; private set; }

    public void Add(SqliteCachePlace place)
    {
        (place.Shelf, place.Older) = (this, _newest);
        if (_newest is null)
        {
            Oldest = place;
        }
        else
        {
            _newest.Newer = place;
        }

        _newest = place;
        Bytes += place.Size;
    }

    public void Remove(SqliteCachePlace place)
    {
        if (place.Older is null)
        {
            Oldest = place.Newer;
        }
        else
        {
            place.Older.Newer = place.Newer;
        }

        if (place.Newer is null)
        {
            _newest = place.Older;
        }
        else
        {
            place.Newer.Older = place.Older;
        }

        (place.Shelf, place.Older, place.Newer) = (null, null, null);
        Bytes -= place.Size;
    }
}
