namespace NextModel.Routing;

/// <summary>Whether a target is tried.</summary>
public enum HealthState
{
    /// <summary>It is: as far as we know it is well.</summary>
    Closed = 0,

    /// <summary>It is left alone for a time: it failed too often.</summary>
    Open = 1,

    /// <summary>That time is over: one attempt at a time finds out whether it is well again.</summary>
    HalfOpen = 2,

    /// <summary>It is left alone for the time it asked for (<c>retry-after</c>), and tried again after it.</summary>
    Resting = 3,
}
