namespace NextModel.Storage.Sqlite.Cache;

/// <summary>The entries of one project in the file, in the order they were written.</summary>
internal sealed class SqliteCacheShelf(string organization, string project)
{
    private SqliteCachePlace? _youngest;

    public string Organization => organization;

    public string Project => project;

    public SqliteCachePlace? Oldest { get; private set; }

    /// <summary>Bytes of all its entries.</summary>
    public long Bytes { get; private set; }

    public void Add(SqliteCachePlace place)
    {
        (place.Shelf, place.Older) = (this, _youngest);
        if (_youngest is null)
        {
            Oldest = place;
        }
        else
        {
            _youngest.Younger = place;
        }

        _youngest = place;
        Bytes += place.Size;
    }

    public void Remove(SqliteCachePlace place)
    {
        if (place.Older is null)
        {
            Oldest = place.Younger;
        }
        else
        {
            place.Older.Younger = place.Younger;
        }

        if (place.Younger is null)
        {
            _youngest = place.Older;
        }
        else
        {
            place.Younger.Older = place.Older;
        }

        (place.Shelf, place.Older, place.Younger) = (null, null, null);
        Bytes -= place.Size;
    }
}
