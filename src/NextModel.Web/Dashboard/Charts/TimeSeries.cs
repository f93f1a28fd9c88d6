namespace NextModel.Web.Dashboard.Charts;

/// <summary>What a page draws over time, on the server and, with a script, again to be read one stretch of time after another.</summary>
/// <param name="X">What each stretch of time is called.</param>
/// <param name="Lines">The series, the later over the earlier.</param>
/// <param name="Say">A sentence for each stretch of time.</param>
public sealed record TimeSeries(IReadOnlyList<string> X, IReadOnlyList<PlotLine> Lines, IReadOnlyList<string> Say)
{
    /// <summary>The largest figure; 0 when there is none.</summary>
    public double Top => Lines.SelectMany(line => line.Values).Max() ?? 0;
}
