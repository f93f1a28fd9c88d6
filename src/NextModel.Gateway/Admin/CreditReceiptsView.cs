namespace NextModel.Gateway.Admin;

/// <summary>The receipts a charge is for.</summary>
/// <param name="Log">Id of their log.</param>
/// <param name="First">Sequence of the first of them.</param>
/// <param name="Last">Sequence of the last.</param>
/// <param name="Count">How many of those in between were charged.</param>
public sealed record CreditReceiptsView(string Log, long First, long Last, int Count);
