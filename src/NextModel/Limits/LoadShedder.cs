using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Limits;

/// <summary>
/// Refuses early what could only wait. When work waits too long for a processor, tick after tick, no more requests are let in than the server has shown
/// that it can do, and projects share them: who asks for little is refused nothing (max-min fairness). The number falls by parts and rises by steps (AIMD,
/// as in TCP) until nobody is refused any more. docs/adr/0036.
/// </summary>
public sealed class LoadShedder(Func<TimeSpan> maxWait)
{
    /// <summary>How often the wait is measured and shares are counted anew.</summary>
    public static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    // So many ticks in a row must be late before anybody is refused: a collection of garbage is none of them.
    private const int Patience = 5;

    // So many must be in time, with nobody refused, before it ends.
    private const int Calm = 20;

    // A cut takes a while to be felt: what was let in before it is still being done.
    private const int TicksPerCut = 3;
    private const double Cut = 0.75;
    private const double Rise = 1.03;
    private const double Least = 2;

    private int _late;
    private int _calm;
    private int _sinceCut;
    private double _usual;
    private double _limit;
    private int _arrived;
    private long _waited;

    // Null while everybody is let in, which is all a request asks then.
    private volatile LoadShares? _shares;

    /// <summary>How long work waited for a processor when that was last measured.</summary>
    public TimeSpan Waited => TimeSpan.FromTicks(Interlocked.Read(ref _waited));

    /// <summary>Requests a second that are let in; null while there is no limit.</summary>
    public double? RequestsPerSecond => _shares is null ? null : _limit / Tick.TotalSeconds;

    /// <summary>Counts one more request; the refusal (503) when its project has had its share.</summary>
    public GatewayError? Refuse(Project project)
    {
        Interlocked.Increment(ref _arrived);
        return _shares is not { } shares || shares.TryTake(project.Id)
            ? null
            : new GatewayError(
                GatewayErrorCode.Overloaded,
                $"The server has more to do than it can: work waits {Waited.TotalMilliseconds:0} ms for a processor, and this project has had its share of this moment. Try again, with fewer requests at one time.")
            {
                // Not all at the same moment.
                RetryAfter = TimeSpan.FromSeconds(1 + Random.Shared.Next(3)),
            };
    }

    /// <summary>Ends a tick.</summary>
    /// <param name="waited">How long work waits for a processor now.</param>
    /// <returns>True when refusing begins or ends with it.</returns>
    public bool Note(TimeSpan waited)
    {
        Interlocked.Exchange(ref _waited, waited.Ticks);
        var arrived = Interlocked.Exchange(ref _arrived, 0);
        var isLate = waited > maxWait();
        _late = isLate ? _late + 1 : 0;
        if (_shares is not { } shares)
        {
            _usual += (arrived - _usual) / Patience;
            if (_late < Patience)
            {
                return false;
            }

            (_calm, _sinceCut, _limit) = (0, 0, Math.Max(Least, _usual * Cut));
            _shares = new LoadShares(_limit);
            return true;
        }

        _calm = isLate || shares.HasRefused ? 0 : _calm + 1;
        if (_calm >= Calm)
        {
            (_shares, _usual) = (null, arrived);
            return true;
        }

        _sinceCut++;
        if (!isLate)
        {
            _limit = (_limit * Rise) + 1;
        }
        else if (_sinceCut >= TicksPerCut)
        {
            (_limit, _sinceCut) = (Math.Max(Least, _limit * Cut), 0);
        }

        _shares = new LoadShares(shares.LevelFor(_limit));
        return false;
    }
}
