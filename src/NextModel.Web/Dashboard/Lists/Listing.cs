using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Dashboard.Lists;

/// <summary>One page of a list that is held in memory, by the page's number in the address, narrowed to names that hold what was asked for.</summary>
/// <param name="Path">The list's path below <c>/dashboard</c>.</param>
/// <param name="Wanted">What names must hold; empty for any.</param>
/// <param name="Number">Which page, from 1.</param>
/// <param name="Found">How many fit.</param>
/// <param name="All">How many there are.</param>
public record Listing(string Path, string Wanted, int Number, int Found, int All)
{
    /// <summary>Rows of a page: as many as its HTML may be long.</summary>
    public const int Size = 50;

    private const int LongestName = 200;

    public int Pages => Math.Max(1, (Found + Size - 1) / Size);

    /// <summary>True when not everything stands on one page.</summary>
    public bool IsLong => All > Size || Wanted.Length > 0;

    /// <summary>The query of another page of the same.</summary>
    public string Query(int number) => (Wanted.Length > 0 ? "q=" + Uri.EscapeDataString(Wanted) + "&" : "") + "page=" + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The page that is asked for; the last one for a number beyond.</summary>
    /// <param name="context">The request.</param>
    /// <param name="path">As above.</param>
    /// <param name="all">The list, in order.</param>
    /// <param name="names">What one can be found by.</param>
    public static Listing<T> Of<T>(HttpContext context, string path, IReadOnlyList<T> all, Func<T, IEnumerable<string>> names)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(all);
        var wanted = context.Request.Query["q"].ToString().Trim() is var typed && typed.Length > LongestName ? typed[..LongestName] : typed;
        var found = wanted.Length == 0 ? all : [.. all.Where(one => names(one).Any(name => name.Contains(wanted, StringComparison.OrdinalIgnoreCase)))];
        var last = Math.Max(1, (found.Count + Size - 1) / Size);
        var number = int.TryParse(context.Request.Query["page"], NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? Math.Clamp(asked, 1, last) : 1;
        return new Listing<T>(path, wanted, number, found.Count, all.Count, [.. found.Skip((number - 1) * Size).Take(Size)]);
    }
}
