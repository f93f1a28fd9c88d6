namespace NextModel.Configuration;

/// <summary>When requests are refused because the server has too much to do.</summary>
public sealed record OverloadOptions
{
    /// <summary>Longest that a request for nothing may wait, half a second long, before requests are refused: 10 ms to 1 min. Key <c>overload.max_wait</c>.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Most bytes of request bodies in memory at one time. Key <c>overload.max_body_mib</c>; a quarter of the memory there is.</summary>
    public long MaxBodyBytes { get; init; } = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;
}
