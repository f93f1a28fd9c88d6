namespace CacheSafety.BlackBox;

/// <summary>How a target is probed.</summary>
public sealed record ProbeOptions
{
    /// <summary>Mark of the run in both requests of each case; empty for none. Needed where an earlier run may still be cached.</summary>
    public string Salt { get; init; } = "";

    /// <summary>A second pass with the new request first.</summary>
    public bool Reverse { get; init; } = true;

    /// <summary>What the target cannot do, in words of <c>requires</c>; the cases are listed as not run.</summary>
    public IReadOnlySet<string> Without { get; init; } = new HashSet<string>();

    /// <summary>How long a write-behind cache may take until its entries are read.</summary>
    public TimeSpan ControlPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a rate-limited target is waited for in all.</summary>
    public TimeSpan LimitPatience { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Brings the target to a time so long after the requests that were stored last, for cases about entries that must have gone by then; asked
    /// with growing times. Null when its time cannot be made to pass; those cases are then listed as not run.
    /// </summary>
    public Func<TimeSpan, CancellationToken, Task>? AgeTo { get; init; }

    /// <summary>
    /// Makes the target use another account upstream, by the word of the scope (<c>platform</c>, <c>byok:acme-lab</c>), before a request that
    /// needs it. Null when the target cannot; the key then stays the same.
    /// </summary>
    public Func<string, CancellationToken, Task>? SwitchUpstream { get; init; }
}
