using NextModel.Errors;
using NextModel.Identity;

namespace NextModel.Gateway.Admin;

/// <summary>A project's rules for the exact cache, in JSON. In a request, members left out stay as they are.</summary>
public sealed record CacheRules
{
    private static readonly TimeSpan LongestTimeToLive = TimeSpan.FromDays(365);

    /// <summary><c>exact</c> or <c>off</c>.</summary>
    public string? Mode { get; init; }

    /// <summary>How long an entry may be replayed, 1 second to 365 days.</summary>
    public long? TimeToLiveSeconds { get; init; }

    /// <summary>Largest entry, in bytes.</summary>
    public long? MaxEntryBytes { get; init; }

    /// <summary>All entries together, in bytes.</summary>
    public long? MaxTotalBytes { get; init; }

    /// <summary>Members of <c>metadata</c> that do not change the key.</summary>
    public IReadOnlyList<string>? IgnoredMetadata { get; init; }

    public static CacheRules Of(ProjectCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        return new CacheRules
        {
            Mode = cache.Enabled ? "exact" : "off",
            TimeToLiveSeconds = (long)cache.TimeToLive.TotalSeconds,
            MaxEntryBytes = cache.MaxEntryBytes,
            MaxTotalBytes = cache.MaxTotalBytes,
            IgnoredMetadata = cache.IgnoredMetadata,
        };
    }

    /// <summary>The rules changed by what is given here.</summary>
    public Result<ProjectCache> Apply(ProjectCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        if (Mode is not (null or "exact" or "off"))
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, $"'mode' is '{Mode}'; it must be exact or off.", "mode");
        }

        if (TimeToLiveSeconds is { } seconds && (seconds < 1 || seconds > LongestTimeToLive.TotalSeconds))
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'time_to_live_seconds' is {seconds}; it must be 1 to {LongestTimeToLive.TotalSeconds}.",
                "time_to_live_seconds");
        }

        if (MaxEntryBytes < 1 || MaxTotalBytes < 1)
        {
            return new GatewayError(GatewayErrorCode.InvalidRequest, "Sizes must be at least 1 byte; to store nothing, set mode to off.");
        }

        return cache with
        {
            Enabled = Mode is null ? cache.Enabled : Mode == "exact",
            TimeToLive = TimeToLiveSeconds is { } ttl ? TimeSpan.FromSeconds(ttl) : cache.TimeToLive,
            MaxEntryBytes = MaxEntryBytes ?? cache.MaxEntryBytes,
            MaxTotalBytes = MaxTotalBytes ?? cache.MaxTotalBytes,
            IgnoredMetadata = IgnoredMetadata ?? cache.IgnoredMetadata,
        };
    }
}
