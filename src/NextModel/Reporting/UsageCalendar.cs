using NextModel.Limits;

namespace NextModel.Reporting;

/// <summary>
/// The intervals of a range of time in a time zone: without gap or overlap, over every change of its clocks. The first and the last are
/// cut off where the range begins and ends.
/// </summary>
public sealed class UsageCalendar
{
    /// <summary>Milliseconds of the shortest interval; sums are kept for these.</summary>
    public const long Quarter = 15 * 60 * 1000;

    private readonly List<long> _bounds = [];
    private readonly TimeZoneInfo _zone;

    /// <exception cref="ArgumentException">There is no such zone; whoever asks has checked it.</exception>
    public UsageCalendar(UsageQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        var calendar = BudgetCalendar.Find(query.TimeZone, PeriodOf(query.Interval))
            ?? throw new ArgumentException($"There is no time zone '{query.TimeZone}' on this machine.", nameof(query));
        _zone = calendar.Zone;
        var at = Floor(query.From.ToUnixTimeMilliseconds());
        var end = Floor(query.To.ToUnixTimeMilliseconds() + Quarter - 1);
        for (; at < end; at = Math.Min(end, Next(at, query.Interval, calendar)))
        {
            _bounds.Add(at);
        }

        _bounds.Add(end);
    }

    /// <summary>How many there are; none in an empty range.</summary>
    public int Count => _bounds.Count - 1;

    /// <summary>First millisecond of one, and the first after it.</summary>
    public (long Start, long End) this[int interval] => (_bounds[interval], _bounds[interval + 1]);

    /// <summary>The interval that holds a time of the range, in Unix milliseconds.</summary>
    public int IndexOf(long time)
    {
        var found = _bounds.BinarySearch(time);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>An instant as clocks of the zone show it.</summary>
    public DateTimeOffset Local(long time) => TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(time), _zone);

    private static BudgetPeriod PeriodOf(UsageInterval interval) => interval switch
    {
        UsageInterval.Week => BudgetPeriod.Week,
        UsageInterval.Month => BudgetPeriod.Month,
        UsageInterval.None => BudgetPeriod.Total,
        _ => BudgetPeriod.Day,
    };

    private long Next(long at, UsageInterval interval, BudgetCalendar calendar) => interval switch
    {
        UsageInterval.Quarter => at + Quarter,
        UsageInterval.Hour => NextHour(at),
        _ => calendar.WindowAt(DateTimeOffset.FromUnixTimeMilliseconds(at)).End is { } end ? Floor(end.ToUnixTimeMilliseconds()) : long.MaxValue,
    };

    // Hours as clocks show them: they begin at :30 or :45 of UTC in some zones, and where clocks change within one it ends there.
    private long NextHour(long at)
    {
        var offset = Local(at).Offset;
        var next = at;
        do
        {
            next += Quarter;
        }
        while (Local(next).Minute != 0 && Local(next).Offset == offset);
        return next;
    }

    private static long Floor(long time) => time - (((time % Quarter) + Quarter) % Quarter);
}
