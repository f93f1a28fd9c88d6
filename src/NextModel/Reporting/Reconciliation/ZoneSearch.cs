namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Looks whether the days of a line are those of another zone: when every day differs, and one offset makes all days match but the first and
/// the last, of which a part is outside the window. Days are not moved by it; the report only says so.
/// </summary>
internal sealed class ZoneSearch(TokenGrouping grouping)
{
    private const long Step = 15 * 60_000;
    private const long Day = 96 * Step;
    private const int MaxSteps = 14 * 4;

    // Whole hours first, as nearly all zones are, then halves and quarters; of each the nearest first, and east before west.
    private static readonly long[] Offsets =
    [
        .. Enumerable.Range(1, MaxSteps).OrderBy(steps => steps % 4 == 0 ? 0 : steps % 2 == 0 ? 1 : 2).ThenBy(steps => steps)
            .SelectMany(steps => new[] { -steps * Step, steps * Step }),
    ];

    // What ended in each quarter of an hour.
    private readonly Dictionary<long, (TokenClasses Tokens, long Requests)> _quarters = [];
    private readonly List<TokenLine> _days = [];

    public void Add(ExpectedAttempt attempt)
    {
        if (attempt.IsExpected)
        {
            var quarter = Floor(attempt.End);
            var (tokens, requests) = _quarters.GetValueOrDefault(quarter);
            _quarters[quarter] = (tokens + grouping.Group(attempt.Tokens), requests + 1);
        }
    }

    public void Add(TokenLine line) => _days.Add(line);

    /// <summary>After the last day of a model and key; forgets them.</summary>
    public ZoneSuspect? Conclude()
    {
        var found = _days.Count >= 3 && _days.TrueForAll(day => day.End - day.Start == Day && !day.Delta.IsZero) ? Find() : null;
        _quarters.Clear();
        _days.Clear();
        return found;
    }

    private ZoneSuspect? Find()
    {
        foreach (var offset in Offsets)
        {
            if (_days[1..^1].TrueForAll(day => Matches(day, offset)))
            {
                return new ZoneSuspect(_days[0].Model, _days[0].Key, TimeSpan.FromMilliseconds(-offset));
            }
        }

        return null;
    }

    private bool Matches(TokenLine day, long offset)
    {
        var (sum, count) = (default(TokenClasses), 0L);
        for (var quarter = Floor(day.Start + offset); quarter < day.End + offset; quarter += Step)
        {
            var (tokens, requests) = _quarters.GetValueOrDefault(quarter);
            sum += tokens;
            count += requests;
        }

        return day.Provider is { } provider && sum == provider.Tokens && (provider.Requests is null || provider.Requests == count);
    }

    private static long Floor(long time) => time - (((time % Step) + Step) % Step);
}
