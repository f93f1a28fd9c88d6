using CacheSafety.Cases;

namespace CacheSafety.Policies;

/// <summary>No cache at all: never wrong, saves nothing.</summary>
public sealed class OffPolicy : ICachePolicy
{
    public string Name => "off";

    public IPolicyCache Open(ReplayClock clock) => new Nothing();

    private sealed class Nothing : IPolicyCache
    {
        public ValueTask StoreAsync(CaseRequest request, CaseAnswer answer, string entry) => default;

        public ValueTask<CacheDecision> LookUpAsync(CaseRequest request) => new(CacheDecision.Miss("off"));

        public void Dispose()
        {
        }
    }
}
