namespace NextModel.Routing;

/// <summary>
/// The circuit breaker of one target. It opens when five attempts in a row have failed over at least a second, or at least half of at
/// least twenty within half a minute; after five seconds one attempt at a time finds out whether the target is well again, and each that
/// fails doubles the time, up to a minute. A target that asks to be left alone is, and is tried again when its time is over.
/// <para>
/// No tenant can shut a target off for others. While others are served there, failures of one tenant's requests open nothing: they may
/// be about the requests. And where it opened on one tenant's word alone, the first request of another is the attempt that finds out.
/// </para>
/// </summary>
/// <remarks>
/// <paramref name="changed"/> hears when it has opened, and when a probe has closed it.
/// While it is closed, entering reads two fields and success takes an uncontended lock; nothing allocates. Results of attempts that
/// began before the last change of state do not count: they tell of a time that is over.
/// </remarks>
public sealed class TargetHealth(TimeProvider time, Action<TargetHealth>? changed = null)
{
    /// <summary>Failures in a row that open it, once they have lasted <see cref="RowLength"/>.</summary>
    public const int RowToOpen = 5;

    /// <summary>Attempts within the window below which their share of failures opens nothing.</summary>
    public const int LeastAttempts = 20;

    /// <summary>At a high rate five in a row are bad luck, not an outage: they also have to last.</summary>
    public static readonly TimeSpan RowLength = TimeSpan.FromSeconds(1);

    /// <summary>Half of what is looked at for the share of failures: the half that is being filled, and the one before it.</summary>
    public static readonly TimeSpan HalfWindow = TimeSpan.FromSeconds(15);

    /// <summary>How long it is open the first time.</summary>
    public static readonly TimeSpan FirstOpening = TimeSpan.FromSeconds(5);

    /// <summary>How long it is open at most.</summary>
    public static readonly TimeSpan LongestOpening = TimeSpan.FromMinutes(1);

    /// <summary>A target that asks for more is asked again after this time all the same.</summary>
    public static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(5);

    // What to tell those who come while somebody finds out: when that will be known, nobody knows.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private volatile HealthState _state;
    private volatile int _epoch;
    private long _openUntil;
    private TimeSpan _opening;
    private bool _isProbed;
    private bool _isUntold;
    private int _row;
    private long _rowSince;
    private TenantSet _rowTenants;
    private TenantSet _openedBy;
    private long _halfSince = time.GetTimestamp();
    private HealthTally _half;
    private HealthTally _halfBefore;

    /// <summary>Asks for leave to make one attempt. To be called right before it is made: a granted pass has to be used.</summary>
    /// <param name="tenant">Whose request it is: any number that tells tenants apart.</param>
    public TargetPass TryEnter(int tenant)
    {
        if (_state == HealthState.Closed)
        {
            return new TargetPass(this, tenant, _epoch, isProbe: false);
        }

        lock (_lock)
        {
            Expire();
            if (_state == HealthState.Closed)
            {
                return new TargetPass(this, tenant, _epoch, isProbe: false);
            }

            if (_state == HealthState.Open && _openedBy.IsOnlyAnother(tenant))
            {
                Enter(HealthState.HalfOpen);
            }

            if (_state != HealthState.HalfOpen || _isProbed)
            {
                return default;
            }

            // A new epoch: a probe that was given up cannot speak for the next one.
            _isProbed = true;
            _epoch++;
            return new TargetPass(this, tenant, _epoch, isProbe: true);
        }
    }

    /// <summary>How long from now nothing is let in: zero when an attempt may be made, a moment while one is finding out.</summary>
    /// <param name="tenant">Whose attempt it would be.</param>
    /// <param name="state">The state that this is due to.</param>
    public TimeSpan OpenFor(int tenant, out HealthState state)
    {
        if (_state == HealthState.Closed)
        {
            state = HealthState.Closed;
            return TimeSpan.Zero;
        }

        lock (_lock)
        {
            Expire();
            state = _state;
            return _state == HealthState.HalfOpen && _isProbed ? Moment
                : _state == HealthState.Open && _openedBy.IsOnlyAnother(tenant) ? TimeSpan.Zero
                : Left();
        }
    }

    /// <summary>Everything there is to tell.</summary>
    public HealthReading Read()
    {
        lock (_lock)
        {
            Expire();
            Roll();
            var tally = _half + _halfBefore;
            return new HealthReading(_state, Left(), tally.Good, tally.Bad, _row);
        }
    }

    internal void Succeed(int tenant, int epoch, bool isProbe)
    {
        lock (_lock)
        {
            if (epoch != _epoch || !(isProbe || _state == HealthState.Closed))
            {
                return;
            }

            if (isProbe)
            {
                (_half, _halfBefore) = (default, default);
                Enter(HealthState.Closed);
            }

            Roll();
            _half.Good++;
            _half.Seen.Add(tenant);
            _row = 0;
        }

        Tell();
    }

    internal void Fail(int tenant, int epoch, bool isProbe)
    {
        lock (_lock)
        {
            if (epoch != _epoch)
            {
                return;
            }

            if (isProbe)
            {
                _openedBy.Add(tenant);
                Open(_opening * 2);
            }
            else if (_state == HealthState.Closed)
            {
                Count(tenant);
            }
        }

        Tell();
    }

    internal void Break(int tenant)
    {
        lock (_lock)
        {
            if (_state != HealthState.Closed)
            {
                return;
            }

            // What began well did not end well: it was no success.
            Roll();
            if (_half.Good > 0)
            {
                _half.Good--;
            }

            Count(tenant);
        }

        Tell();
    }

    internal void Rest(int epoch, bool isProbe, TimeSpan wait)
    {
        lock (_lock)
        {
            var isCurrent = epoch == _epoch && (isProbe || _state == HealthState.Closed);
            if (wait <= TimeSpan.Zero || !(isCurrent || _state == HealthState.Resting))
            {
                Free(epoch, isProbe);
                return;
            }

            var until = After(wait < LongestRest ? wait : LongestRest);
            _openUntil = _state == HealthState.Resting ? Math.Max(_openUntil, until) : until;
            Enter(HealthState.Resting);
        }
    }

    internal void Release(int epoch, bool isProbe)
    {
        // Nothing is held in a closed state, and that is where nearly every attempt is.
        if (!isProbe)
        {
            return;
        }

        lock (_lock)
        {
            Free(epoch, isProbe);
        }
    }

    private void Free(int epoch, bool isProbe) => _isProbed &= !(isProbe && epoch == _epoch);

    private void Count(int tenant)
    {
        Roll();
        _half.Bad++;
        _half.Seen.Add(tenant);
        _half.Blamed.Add(tenant);
        var now = time.GetTimestamp();
        if (_row++ == 0)
        {
            (_rowSince, _rowTenants) = (now, default);
        }

        _rowTenants.Add(tenant);
        var tally = _half + _halfBefore;
        var (isRow, all) = (_row >= RowToOpen && time.GetElapsedTime(_rowSince, now) >= RowLength, tally.Good + tally.Bad);
        if ((isRow && IsEnough(_rowTenants, tally)) || (all >= LeastAttempts && tally.Bad * 2 >= all && IsEnough(tally.Blamed, tally)))
        {
            _openedBy = tally.Blamed;
            _openedBy.Add(_rowTenants);
            Open(FirstOpening);
        }
    }

    // The word of one tenant is enough only where nobody else was seen.
    private static bool IsEnough(TenantSet failed, HealthTally tally) => failed.IsSeveral || !tally.Seen.IsSeveral;

    private void Open(TimeSpan opening)
    {
        _opening = opening < LongestOpening ? opening : LongestOpening;
        _openUntil = After(_opening);
        Enter(HealthState.Open);
    }

    // Outside the lock: whoever hears of it may take his time.
    private void Tell()
    {
        if (_isUntold)
        {
            _isUntold = false;
            changed?.Invoke(this);
        }
    }

    // What an opening's time has made of it.
    private void Expire()
    {
        if (_state is not (HealthState.Open or HealthState.Resting) || Left() > TimeSpan.Zero)
        {
            return;
        }

        Enter(_state == HealthState.Open ? HealthState.HalfOpen : HealthState.Closed);
    }

    private void Enter(HealthState state)
    {
        _isUntold |= state == HealthState.Open || (_state == HealthState.HalfOpen && state == HealthState.Closed);
        _isProbed = false;
        _epoch++;
        _state = state;
    }

    private void Roll()
    {
        var age = time.GetElapsedTime(_halfSince);
        if (age < HalfWindow)
        {
            return;
        }

        (_halfBefore, _half) = (age < HalfWindow * 2 ? _half : default, default);
        _halfSince = time.GetTimestamp();
    }

    private TimeSpan Left()
    {
        var left = _state is HealthState.Open or HealthState.Resting ? time.GetElapsedTime(time.GetTimestamp(), _openUntil) : TimeSpan.Zero;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private long After(TimeSpan wait) => time.GetTimestamp() + (long)Math.Ceiling(wait.TotalSeconds * time.TimestampFrequency);
}
