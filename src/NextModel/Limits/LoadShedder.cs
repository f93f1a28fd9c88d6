using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Limits;

/// <summary>
/// Refuses early what could only wait. When a request waits too long to be answered at all, tick after tick, no more requests are let in than the server has shown
/// that it can do, and projects share them: who asks for little is refused nothing (max-min fairness). The number follows the wait, down and up, until
/// nobody is refused any more. docs/adr/0036.
/// </summary>
public sealed class LoadShedder(Func<TimeSpan> maxWait)
{
    /// <summary>How often the wait is measured and shares are counted anew.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    // So many ticks in a row must be late before anybody is refused: a collection of garbage is none of them.
    private const int Patience = 5;

    // So many must be in time, with nobody refused, before it ends.
    private const int Calm = 20;

    // Where it begins, as a part of the most that was served before; that is forgotten by halves, each in some ten minutes.
    private const double Start = 0.75;
    private const double Remembered = 0.9999;

    // What a wait of nothing adds in a tick, one of twice what it may be takes away; and the most that a tick takes.
    private const double Gain = 0.1;
    private const double Fall = 0.9;

    // To refuse costs too: a flood can make everybody wait that way alone, and then it would help nobody to let in less.
    private const double Floor = 0.25;

    // What came sooner after the last one is a part of the next: a share of nearly no time would be nearly nothing, and last for a tick.
    private static readonly TimeSpan Shortest = Tick * 0.9;

    private TimeSpan _elapsed;
    private int _late;
    private int _calm;
    private double _served;
    private double _limit;
    private double _most;
    private int _done;
    private long _waited;

    // Null while nothing is late, which is all a request asks then. From the first late tick on who asks is counted, so that it is known when refusing begins.
    private volatile LoadShares? _shares;
    private volatile bool _refuses;

    /// <summary>Requests of each tick that are let in however long they wait: what every machine can do.</summary>
    public double Least { get; init; } = 10 * Environment.ProcessorCount;

    /// <summary>How long a request for nothing waited when that was last measured.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waited));

    /// <summary>Requests a second that are let in; null while there is no limit.</summary>
    public double? RequestsPerSecond => _refuses ? _limit / Tick.TotalSeconds : null;

    /// <summary>Counts one request that was served and has ended: to refuse shows nothing of what the server can do.</summary>
    public void Done() => Interlocked.Increment(ref _done);

    /// <summary>The refusal (503) of a request whose project has had its share.</summary>
    public GatewayError? Refuse(Project project) =>
        _shares is not { } shares || shares.TryTake(project.Id) || !_refuses
            ? null
            : new GatewayError(
                GatewayErrorCode.Overloaded,
                $"The server has more to do than it can: a request waits {Waited.TotalMilliseconds:0} ms before anything is done for it, and this project has had its share of this moment. Try again, with fewer requests at one time.")
            {
                // Not all at the same moment.
                RetryAfter = TimeSpan.FromSeconds(1 + Random.Shared.Next(3)),
            };

    /// <summary>Ends a tick, when it is long enough to be one.</summary>
    /// <param name="waited">How long a request for nothing waits now.</param>
    /// <param name="length">How long ago the last measurement was; <see cref="Tick"/> unless given.</param>
    /// <returns>True when refusing begins or ends with it.</returns>
    public bool Note(TimeSpan waited, TimeSpan? length = null)
    {
        Interlocked.Exchange(ref _waited, waited.Ticks);
        _elapsed += length ?? Tick;
        if (_elapsed < Shortest)
        {
            return false;
        }

        var ticks = _elapsed / Tick;
        _elapsed = TimeSpan.Zero;
        var done = Interlocked.Exchange(ref _done, 0) / ticks;
        var most = maxWait();
        var isLate = waited > most;
        _late = isLate ? _late + 1 : 0;
        _served += (done - _served) / Patience;
        _most = Math.Max(_most * Remembered, _served);
        if (!_refuses)
        {
            if (!isLate)
            {
                _shares = null;
                return false;
            }

            _limit = Math.Max(Least, _most * Start);
            (_shares ??= new LoadShares(_limit)).Renew(_limit * ticks);
            _calm = 0;
            _refuses = _late == Patience;
            return _refuses;
        }

        _limit = Math.Max(Math.Max(Least, _most * Floor), (_limit * Math.Max(Fall, 1 + (Gain * (1 - (waited / most))))) + (isLate ? 0 : 1));
        _calm = _shares!.Renew(_limit * ticks) || isLate ? 0 : _calm + 1;
        if (_calm < Calm)
        {
            return false;
        }

        _refuses = false;
        _shares = null;
        return true;
    }
}
