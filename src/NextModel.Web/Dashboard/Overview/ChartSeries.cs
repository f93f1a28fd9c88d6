namespace NextModel.Web.Dashboard.Overview;

/// <summary>What a page's script draws. Amounts are for drawing only; words hold the exact ones.</summary>
/// <param name="X">What each stretch of time is called.</param>
/// <param name="Fresh">Charged for real calls.</param>
/// <param name="Exact">Charged for replays.</param>
/// <param name="All">What all of it would have cost fresh.</param>
/// <param name="Say">A sentence for each.</param>
internal sealed record ChartSeries(
    IReadOnlyList<string> X, IReadOnlyList<double> Fresh, IReadOnlyList<double> Exact, IReadOnlyList<double> All, IReadOnlyList<string> Say);
