using System.Diagnostics.CodeAnalysis;

namespace NextModel.Caching;

/// <summary>Values by cache key, for any number of readers and writers and millions of keys.</summary>
/// <remarks>
/// Not a <see cref="System.Collections.Concurrent.ConcurrentDictionary{TKey, TValue}"/>: that has an object per key, and makes all of them
/// anew whenever it grows, so that the garbage collector moves each of them again and again. Here keys lie in a few arrays, and a lock is held
/// for one look. Measured for a million keys: <c>./bench --micro '*CacheTable*'</c>.
/// </remarks>
public sealed class CacheTable<TValue>
    where TValue : class
{
    // Many more than cores that ask at once, so that they seldom ask for the same part.
    private const int Parts = 64;

    private readonly Part[] _parts = [.. Enumerable.Range(0, Parts).Select(_ => new Part())];

    /// <summary>Keys in the table.</summary>
    public int Count
    {
        get
        {
            var count = 0;
            foreach (var part in _parts)
            {
                lock (part.Gate)
                {
                    count += part.Values.Count;
                }
            }

            return count;
        }
    }

    public TValue? Find(CacheKey key) => TryFind(key, out var value) ? value : null;

    public bool TryFind(CacheKey key, [NotNullWhen(true)] out TValue? value)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            return part.Values.TryGetValue(key, out value);
        }
    }

    /// <summary>Puts a value in, in place of the one that was there.</summary>
    public void Set(CacheKey key, TValue value)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            part.Values[key] = value;
        }
    }

    /// <summary>False when there was none.</summary>
    public bool Remove(CacheKey key)
    {
        var part = PartOf(key);
        lock (part.Gate)
        {
            return part.Values.Remove(key);
        }
    }

    /// <summary>The values that are meant, each part as it stands when it is looked at.</summary>
    public IEnumerable<TValue> Where(Func<TValue, bool> isMeant)
    {
        foreach (var part in _parts)
        {
            List<TValue> meant;
            lock (part.Gate)
            {
                meant = [.. part.Values.Values.Where(isMeant)];
            }

            foreach (var value in meant)
            {
                yield return value;
            }
        }
    }

    private Part PartOf(CacheKey key) => _parts[(uint)key.GetHashCode() % Parts];

    private sealed class Part
    {
        public Lock Gate { get; } = new();

        public Dictionary<CacheKey, TValue> Values { get; } = [];
    }
}
