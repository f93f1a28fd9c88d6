namespace NextModel.Providers;

/// <summary>How one read of a source's answer ended.</summary>
public enum UpstreamRead
{
    /// <summary>Bytes came.</summary>
    Bytes,

    /// <summary>The answer ended.</summary>
    End,

    /// <summary>The source's timer of this stage ran out.</summary>
    Timeout,

    /// <summary>The time that the request may take in all ran out, which says nothing about the source.</summary>
    OutOfTime,

    /// <summary>The connection broke, or what came cannot be read.</summary>
    Broken,

    /// <summary>We were told to stop: the caller has left.</summary>
    Stopped,
}
