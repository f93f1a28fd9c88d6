namespace NextModel.Caching;

/// <summary>How waiting for somebody else's upstream call ended.</summary>
public enum FlightEnd
{
    /// <summary>The answer is stored: replay it.</summary>
    Stored,

    /// <summary>The answer is not to be replayed: make a call of one's own.</summary>
    NotStorable,

    /// <summary>There is no answer: make a call of one's own.</summary>
    Failed,

    /// <summary>Whoever led has left: this one now owns the upstream call and pays for it.</summary>
    Leads,

    /// <summary>It took longer than one was willing to wait: make a call of one's own.</summary>
    TooSlow,

    /// <summary>One's own caller has left.</summary>
    CallerLeft,
}
