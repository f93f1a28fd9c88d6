using System.Globalization;
using NextModel.Web.Site;

namespace NextModel.Web.Parts;

/// <summary>Where a price stands on a line, on a log scale that holds what one US dollar buys from 0.02 to 60. For drawing only.</summary>
/// <param name="Left">Where the least price stands.</param>
/// <param name="Right">Where the most stands.</param>
/// <param name="PerDollar">Units of the currency in a US dollar.</param>
internal readonly record struct LogScale(double Left, double Right, double PerDollar)
{
    private const double Least = 0.02;
    private const double Most = 60;

    /// <summary>Prices that get a tick: ones and threes.</summary>
    public IEnumerable<decimal> Ticks
    {
        get
        {
            for (var power = 0.01m; power <= 1000m; power *= 10)
            {
                foreach (var tick in new[] { power, 3 * power })
                {
                    if ((double)tick > Least * PerDollar * 1.2 && (double)tick < Most * PerDollar / 1.2)
                    {
                        yield return tick;
                    }
                }
            }
        }
    }

    /// <summary>The scale for prices in a currency.</summary>
    public static LogScale Of(double left, double right, string currency, SiteView view) =>
        new(left, right, view.Snapshot.Rates.TryGetValue(("USD", currency), out var rate) ? (double)rate.Rate : 1);

    /// <summary>A tick as short as can be: <c>.03</c>, <c>10</c>.</summary>
    public static string Label(decimal tick) => tick.ToString(tick < 1 ? "#.##" : "0", CultureInfo.InvariantCulture);

    /// <summary>The x of a price, moved by <paramref name="by"/>; beyond an end it stands at the end.</summary>
    public string Place(decimal price, double by = 0)
    {
        var share = price <= 0 ? 0 : Math.Clamp(Math.Log((double)price / (Least * PerDollar)) / Math.Log(Most / Least), 0, 1);
        return (Left + (share * (Right - Left)) + by).ToString("0.0", CultureInfo.InvariantCulture);
    }
}
