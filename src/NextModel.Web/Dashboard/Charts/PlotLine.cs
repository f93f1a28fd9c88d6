namespace NextModel.Web.Dashboard.Charts;

/// <summary>One series of a plot. Figures are for drawing only; words hold the exact ones.</summary>
/// <param name="Style">How it is drawn: bars from zero (<c>fresh</c>, <c>exact</c>, <c>bad</c>), steps (<c>ghost</c>), or a line (<c>half</c>, <c>most</c>).</param>
/// <param name="Values">One for each stretch of time; null where nothing is known, which is a gap.</param>
public sealed record PlotLine(string Style, IReadOnlyList<double?> Values);
