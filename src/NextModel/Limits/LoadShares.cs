using System.Collections.Concurrent;

namespace NextModel.Limits;

/// <summary>
/// What each project may still send while there is too much to do. Every tick gives all of them the same, the level, and takes from nobody: what a project
/// does not use stays its own for a while, so that who asks for little may ask for it at one time.
/// </summary>
internal sealed class LoadShares
{
    // Ticks of which what was not used is kept.
    private const double Kept = 10;

    private readonly ConcurrentDictionary<string, LoadShare> _projects = new(StringComparer.Ordinal);
    private double _level;
    private int _refused;

    /// <param name="limit">Requests of the first tick, when nobody knows yet who asks.</param>
    public LoadShares(double limit) => _level = limit;

    /// <summary>Takes one of a project's; false when it has had all.</summary>
    public bool TryTake(string project)
    {
        if (_projects.GetOrAdd(project, static (_, level) => new LoadShare(level), Volatile.Read(ref _level)).TryTake())
        {
            return true;
        }

        Volatile.Write(ref _refused, 1);
        return false;
    }

    /// <summary>Ends a tick: gives what the next one has. True when somebody was refused in it.</summary>
    /// <param name="limit">Requests that all together may send in it.</param>
    public bool Renew(double limit)
    {
        var shares = _projects.ToArray();
        var asked = shares.Select(share => share.Value.EndTick()).ToArray();
        var level = Level(asked, limit);
        Volatile.Write(ref _level, level);
        foreach (var ((project, share), count) in shares.Zip(asked))
        {
            // Whoever asks again later begins like somebody new.
            if (!share.Give(level, level * Kept) && count == 0)
            {
                _projects.TryRemove(project, out _);
            }
        }

        return Interlocked.Exchange(ref _refused, 0) != 0;
    }

    /// <summary>How many each may have, so that all together have at most <paramref name="limit"/> if they ask as before: who asks for least all of it (max-min fairness).</summary>
    internal static double Level(IEnumerable<int> asked, double limit)
    {
        int[] ascending = [.. asked.Order()];
        var left = limit;
        for (var i = 0; i < ascending.Length; i++)
        {
            var share = left / (ascending.Length - i);
            if (ascending[i] > share)
            {
                return share;
            }

            left -= ascending[i];
        }

        // All have what they ask, and whoever asks for more the rest.
        return left + (ascending is [.., var most] ? most : 0);
    }
}
