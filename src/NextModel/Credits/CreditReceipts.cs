namespace NextModel.Credits;

/// <summary>The receipts a charge is for: those of one log, from first to last, that say they were charged to the credit.</summary>
/// <param name="LogId">The organization's log.</param>
/// <param name="First">Sequence of the first.</param>
/// <param name="Last">Sequence of the last.</param>
/// <param name="Count">How many of them were charged, at least 1.</param>
public sealed record CreditReceipts(Guid LogId, long First, long Last, int Count);
