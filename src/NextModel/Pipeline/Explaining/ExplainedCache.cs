namespace NextModel.Pipeline.Explaining;

/// <summary>What the exact cache may do with a request.</summary>
/// <param name="MayLookUp">A stored answer may be replayed.</param>
/// <param name="MayStore">The answer may be kept, if it turns out fit.</param>
/// <param name="Reason">Why not, in the word of <c>cache-status</c>; null when nothing speaks against it.</param>
/// <param name="LookedUpUnder">The target whose stored answer would be replayed, as <c>source/model</c>; null where none is looked up.</param>
public sealed record ExplainedCache(bool MayLookUp, bool MayStore, string? Reason, string? LookedUpUnder);
