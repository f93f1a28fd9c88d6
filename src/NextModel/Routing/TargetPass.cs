namespace NextModel.Routing;

/// <summary>
/// Leave to make one attempt at a target. Whoever has it says how the attempt went: once <see cref="Began"/>, <see cref="Failed"/>,
/// <see cref="MustRest"/> or <see cref="Ended"/>; and after <see cref="Began"/>, if it came to that, <see cref="Broke"/>.
/// </summary>
/// <remarks>What counts as a failure is the target's fault alone: neither what a caller asked wrongly nor a caller who left.</remarks>
public readonly struct TargetPass
{
    private readonly TargetHealth? _health;
    private readonly int _tenant;
    private readonly int _epoch;

    internal TargetPass(TargetHealth? health, int tenant, int epoch, bool isProbe)
    {
        _health = health;
        _tenant = tenant;
        _epoch = epoch;
        IsGranted = true;
        IsProbe = isProbe;
    }

    /// <summary>Leave that nobody keeps an account of, for a source without a breaker.</summary>
    public static TargetPass Unwatched => new(null, 0, 0, false);

    /// <summary>False when the target is to be left alone now.</summary>
    public bool IsGranted { get; }

    /// <summary>True for the one attempt that finds out whether a target is well again.</summary>
    public bool IsProbe { get; }

    /// <summary>The answer has begun well.</summary>
    public void Began() => _health?.Succeed(_tenant, _epoch, IsProbe);

    /// <summary>There was no answer, by the target's fault.</summary>
    public void Failed() => _health?.Fail(_tenant, _epoch, IsProbe);

    /// <summary>The target asked to be left alone.</summary>
    public void MustRest(TimeSpan wait) => _health?.Rest(_epoch, IsProbe, wait);

    /// <summary>The attempt is over and says nothing about the target.</summary>
    public void Ended() => _health?.Release(_epoch, IsProbe);

    /// <summary>An answer that had begun well broke off, by the target's fault.</summary>
    public void Broke() => _health?.Break(_tenant);
}
