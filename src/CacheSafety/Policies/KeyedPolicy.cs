using CacheSafety.Cases;

namespace CacheSafety.Policies;

/// <summary>A cache that serves whatever has the same key, right or wrong: how most gateways do it. Entries last 24 hours.</summary>
/// <param name="name">Name of the policy.</param>
/// <param name="key">The key of a request; null for one that is neither looked up nor stored.</param>
public sealed class KeyedPolicy(string name, Func<CaseRequest, string?> key) : ICachePolicy
{
    private static readonly TimeSpan TimeToLive = TimeSpan.FromHours(24);

    public string Name => name;

    public IPolicyCache Open(ReplayClock clock) => new KeyedCache(clock, key);

    private sealed class KeyedCache(ReplayClock clock, Func<CaseRequest, string?> key) : IPolicyCache
    {
        private readonly Dictionary<string, (string Entry, DateTimeOffset Expires)> _entries = new(StringComparer.Ordinal);

        public ValueTask StoreAsync(CaseRequest request, CaseAnswer answer, string entry)
        {
            if (key(request) is { } found && answer.IsComplete && !Says(request, "no-store"))
            {
                _entries[found] = (entry, clock.GetUtcNow() + TimeToLive);
            }

            return default;
        }

        public ValueTask<CacheDecision> LookUpAsync(CaseRequest request)
        {
            if (key(request) is not { } wanted || Says(request, "no-store") || Says(request, "no-cache"))
            {
                return new(CacheDecision.Miss("bypass"));
            }

            return new(_entries.TryGetValue(wanted, out var found) && found.Expires > clock.GetUtcNow()
                ? CacheDecision.Hit(found.Entry, "exact")
                : CacheDecision.Miss("no entry"));
        }

        public void Dispose()
        {
        }

        private static bool Says(CaseRequest request, string directive) =>
            request.Headers.GetValueOrDefault("cache-control")?.Contains(directive, StringComparison.OrdinalIgnoreCase) == true;
    }
}
