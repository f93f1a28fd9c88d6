using CacheSafety.Cases;

namespace CacheSafety.BlackBox;

/// <summary>Which request made the upstream generate an answer.</summary>
/// <param name="Sequence">In the ledger.</param>
/// <param name="Case">The case it belongs to; null for the ping.</param>
/// <param name="Request">The request.</param>
/// <param name="Pass">0 for the first pass, 1 for the reversed one.</param>
internal sealed record Generation(long Sequence, Case? Case, CaseRequest Request, int Pass);
