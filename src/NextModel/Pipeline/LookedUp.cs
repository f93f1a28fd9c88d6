using NextModel.Caching;

namespace NextModel.Pipeline;

/// <summary>What came of asking the exact cache.</summary>
/// <param name="Hit">The entry to replay, if any.</param>
/// <param name="Work">An upstream call under way that is now this request's, if any.</param>
/// <param name="CallerLeft">The caller left while it waited for somebody else's call.</param>
internal readonly record struct LookedUp(CacheLookup Hit, HandedOver? Work = null, bool CallerLeft = false);
