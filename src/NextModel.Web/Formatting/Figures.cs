using System.Globalization;
using NextModel.Web.Localization;

namespace NextModel.Web.Formatting;

/// <summary>Numbers, money and dates as each locale writes them. Of our own, since the process runs without culture data of the system.</summary>
public static class Figures
{
    /// <summary>Between a currency's letters and its amount.</summary>
    private const char NoBreakSpace = '\u00a0';

    private static readonly string[] EnglishMonths = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

    private static readonly string[] MalayMonths = ["Jan", "Feb", "Mac", "Apr", "Mei", "Jun", "Jul", "Ogo", "Sep", "Okt", "Nov", "Dis"];

    /// <summary><c>1,860,462</c>.</summary>
    public static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture).Replace('-', '\u2212');

    /// <summary><c>£1,016.29</c>, <c>RM 5,616.34</c>, <c>CHF 3.00</c>: the amount rounded half-even, with a true minus.</summary>
    /// <param name="amount">The amount.</param>
    /// <param name="currency">ISO 4217 code.</param>
    /// <param name="decimals">Digits after the point.</param>
    public static string Money(decimal amount, string currency, int decimals = 2)
    {
        var figure = Plain(Math.Abs(amount), decimals);
        return (amount < 0 ? "\u2212" : "") + (Symbol(currency) is { } symbol ? symbol + figure : currency + NoBreakSpace + figure);
    }

    /// <summary>A figure with so many decimals and thousands apart, no currency.</summary>
    public static string Plain(decimal figure, int decimals) =>
        decimal.Round(figure, decimals, MidpointRounding.ToEven).ToString("N" + decimals.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A price per million tokens: as it was listed, with two decimals at least (<c>0.60</c>, <c>0.0028</c>).</summary>
    public static string UnitPrice(decimal price) => price.ToString("0.00########", CultureInfo.InvariantCulture);

    /// <summary>A converted price: three digits that count (<c>0.0299</c>, <c>1.19</c>), two decimals at least.</summary>
    public static string Converted(decimal price)
    {
        if (price == 0)
        {
            return "0.00";
        }

        var decimals = 2;
        for (var scaled = Math.Abs(price); scaled < 1 && decimals < 10; scaled *= 10)
        {
            decimals++;
        }

        return UnitPrice(decimal.Round(price, decimals, MidpointRounding.ToEven));
    }

    /// <summary>A context window: <c>256k</c>, <c>1M</c>, <c>1.05M</c>; below ten thousand in full.</summary>
    public static string Context(long tokens) => tokens switch
    {
        < 10_000 => Count(tokens),
        < 1_000_000 => (tokens / 1000).ToString(CultureInfo.InvariantCulture) + "k",
        _ => Math.Round(tokens / 1_000_000m, 2, MidpointRounding.ToZero).ToString("0.##", CultureInfo.InvariantCulture) + "M",
    };

    /// <summary><c>21 Nov 2026</c>, <c>21 Okt 2026</c>, <c>2026年11月21日</c>.</summary>
    public static string Day(DateOnly day, Locale locale) =>
        locale == Locale.Chinese
            ? string.Create(CultureInfo.InvariantCulture, $"{day.Year}年{day.Month}月{day.Day}日")
            : string.Create(CultureInfo.InvariantCulture, $"{day.Day} {(locale == Locale.Malay ? MalayMonths : EnglishMonths)[day.Month - 1]} {day.Year}");

    /// <summary>The same without the year.</summary>
    public static string ShortDay(DateOnly day, Locale locale) =>
        locale == Locale.Chinese
            ? string.Create(CultureInfo.InvariantCulture, $"{day.Month}月{day.Day}日")
            : string.Create(CultureInfo.InvariantCulture, $"{day.Day} {(locale == Locale.Malay ? MalayMonths : EnglishMonths)[day.Month - 1]}");

    /// <summary><c>Nov 2026</c>, <c>Okt 2026</c>, <c>2026年11月</c>.</summary>
    public static string Month(DateOnly month, Locale locale) =>
        locale == Locale.Chinese
            ? string.Create(CultureInfo.InvariantCulture, $"{month.Year}年{month.Month}月")
            : string.Create(CultureInfo.InvariantCulture, $"{(locale == Locale.Malay ? MalayMonths : EnglishMonths)[month.Month - 1]} {month.Year}");

    /// <summary>A factor: <c>63.1×</c>, without decimals from 100 on.</summary>
    public static string Ratio(decimal ratio) => Plain(ratio, ratio >= 100 ? 0 : 1) + "×";

    private static string? Symbol(string currency) => currency switch
    {
        "USD" => "$",
        "GBP" => "£",
        "EUR" => "€",
        "CNY" => "¥",
        "MYR" => "RM" + NoBreakSpace,
        _ => null,
    };
}
