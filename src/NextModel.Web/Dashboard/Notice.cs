using Microsoft.AspNetCore.Http;
using NextModel.Web.Localization;

namespace NextModel.Web.Dashboard;

/// <summary>What is said once on the page after a form: the key of a text and a name, in a cookie of a minute.</summary>
internal static class Notice
{
    private const string CookieName = "nm_notice";
    private const string KeyStart = "notice.";
    private const int LongestName = 200;

    /// <summary>Leaves it for the next page.</summary>
    public static void Leave(HttpContext context, string key, string name)
    {
        var shown = name.Length > LongestName ? name[..LongestName] + "…" : name;
        context.Response.Cookies.Append(CookieName, key + "|" + Uri.EscapeDataString(shown), Settings(context, TimeSpan.FromMinutes(1)));
    }

    /// <summary>Takes what was left; null when there is nothing, or nothing this site would have left.</summary>
    public static string? Take(HttpContext context, Texts texts)
    {
        if (context.Request.Cookies[CookieName] is not { } left)
        {
            return null;
        }

        context.Response.Cookies.Delete(CookieName, Settings(context, null));
        return left.Split('|') is [var key, var name] && key.StartsWith(KeyStart, StringComparison.Ordinal) && texts.Keys.Contains(key)
            ? Phrase.Plain(texts[key], ("name", Uri.UnescapeDataString(name)))
            : null;
    }

    private static CookieOptions Settings(HttpContext context, TimeSpan? age) => new()
    {
        HttpOnly = true,
        Secure = context.Request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = "/dashboard",
        MaxAge = age,
        IsEssential = true,
    };
}
