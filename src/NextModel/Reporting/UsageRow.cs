namespace NextModel.Reporting;

/// <summary>Usage of one group.</summary>
/// <param name="Start">Begin of its interval, as clocks there show it; null when the whole range was asked for.</param>
/// <param name="End">End of its interval, not included; null likewise.</param>
/// <param name="Group">Values of the dimensions asked for, in their order.</param>
/// <param name="Currency">Currency of its money.</param>
/// <param name="Sums">The figures.</param>
public sealed record UsageRow(DateTimeOffset? Start, DateTimeOffset? End, IReadOnlyList<string> Group, string Currency, UsageSums Sums);
