using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace NextModel.Limits;

/// <summary>The requests of one tick by project, each of which may have so many; of a fraction as many as chance will have.</summary>
internal sealed class LoadShares(double level)
{
    private readonly ConcurrentDictionary<string, StrongBox<int>> _asked = new(StringComparer.Ordinal);

    /// <summary>True once somebody was refused.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Takes one of a project's; false when it has had all.</summary>
    public bool TryTake(string project)
    {
        var asked = Interlocked.Increment(ref _asked.GetOrAdd(project, static _ => new StrongBox<int>()).Value);
        var over = asked - level;
        if (over <= 0 || (over < 1 && Random.Shared.NextDouble() < 1 - over))
        {
            return true;
        }

        HasRefused = true;
        return false;
    }

    /// <summary>How many each may have in the next tick, so that all together have at most <paramref name="limit"/> if they ask as in this one: the least askers all they ask.</summary>
    public double LevelFor(double limit)
    {
        int[] asked = [.. _asked.Values.Select(box => box.Value).Order()];
        var left = limit;
        for (var i = 0; i < asked.Length; i++)
        {
            var share = left / (asked.Length - i);
            if (asked[i] > share)
            {
                return share;
            }

            left -= asked[i];
        }

        // All have what they ask, and whoever asks for more the rest.
        return left + (asked is [.., var most] ? most : 0);
    }
}
