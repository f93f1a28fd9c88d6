namespace CacheSafety.Policies;

/// <summary>A way to decide which stored answer may serve a request.</summary>
public interface ICachePolicy
{
    /// <summary>As it is written on the command line and in reports.</summary>
    string Name { get; }

    /// <summary>An empty cache that works this way, on a clock of the replay's own.</summary>
    IPolicyCache Open(ReplayClock clock);
}
