using NextModel.Web.Formatting;

namespace NextModel.Web.Benchmarks;

/// <summary>Figures of reports as pages write them.</summary>
internal static class BenchFigures
{
    /// <summary>A share as <c>1.7%</c>; a dash where there is none.</summary>
    /// <param name="share">0 to 1.</param>
    /// <param name="decimals">Of the percentage.</param>
    public static string Share(double? share, int decimals) => share is { } known ? Figures.Plain(100 * (decimal)known, decimals) + "%" : "–";
}
