namespace NextModel.Ledger;

/// <summary>Where a batch was added, and whether there is room for more.</summary>
/// <param name="FirstPosition">Position of its first receipt; the others follow without gaps.</param>
/// <param name="Space">Whether new work may be admitted.</param>
public readonly record struct LedgerAppend(long FirstPosition, LedgerSpace Space);
