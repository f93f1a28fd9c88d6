namespace NextModel.Ledger;

/// <summary>A slot a dead process left taken.</summary>
/// <param name="Slot">Its number.</param>
/// <param name="Entry">The interrupted request; null when the slot is damaged.</param>
public sealed record PendingIntent(int Slot, LedgerEntry? Entry);
