using CacheSafety.Cases;

namespace CacheSafety.Policies;

/// <summary>A cache in this process, filled by a replay.</summary>
public interface IPolicyCache : IDisposable
{
    /// <summary>Offers it an answer, which it may keep.</summary>
    /// <param name="request">What was asked.</param>
    /// <param name="answer">What was answered.</param>
    /// <param name="entry">Name of the entry, given back by a hit.</param>
    ValueTask StoreAsync(CaseRequest request, CaseAnswer answer, string entry);

    ValueTask<CacheDecision> LookUpAsync(CaseRequest request);
}
