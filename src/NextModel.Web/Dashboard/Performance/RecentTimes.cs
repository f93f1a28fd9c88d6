using System.Collections.Concurrent;

namespace NextModel.Web.Dashboard.Performance;

/// <summary>
/// Times that were measured a moment ago, so that a page which is opened again does not read the same receipts again: they tell how sources
/// answer, and are no sums. Of so many questions at most.
/// </summary>
internal sealed class RecentTimes<TKey, TTimes>
    where TKey : notnull
{
    private const int Most = 4096;

    private readonly ConcurrentDictionary<TKey, (DateTimeOffset At, TTimes Times)> _known = new();

    /// <summary>What is known, or else what is read now.</summary>
    /// <param name="key">The question.</param>
    /// <param name="now">The present.</param>
    /// <param name="kept">How old it may be.</param>
    /// <param name="read">Reads it.</param>
    public async ValueTask<TTimes> GetAsync(TKey key, DateTimeOffset now, TimeSpan kept, Func<ValueTask<TTimes>> read)
    {
        if (_known.TryGetValue(key, out var known) && now >= known.At && now - known.At < kept)
        {
            return known.Times;
        }

        var times = await read();
        if (_known.Count >= Most)
        {
            _known.Clear();
        }

        _known[key] = (now, times);
        return times;
    }
}
