namespace NextModel.Ledger;

/// <summary>Whether the store has room for more than what is already under way.</summary>
public enum LedgerSpace
{
    Ample = 1,

    /// <summary>Only requests in flight can still be recorded, out of a reserve; nothing new may be admitted.</summary>
    Low = 2,
}
