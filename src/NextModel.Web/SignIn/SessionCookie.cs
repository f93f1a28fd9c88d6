using Microsoft.AspNetCore.Http;

namespace NextModel.Web.SignIn;

/// <summary>
/// The cookie that holds a session's token: no script reads it, no other site sends it with a form, and under https it is this host's alone
/// (<c>__Host-</c>, RFC 6265bis §4.1.3), so that no sibling domain can plant one.
/// </summary>
/// <param name="isSecure">The site is reached by https.</param>
internal sealed class SessionCookie(bool isSecure)
{
    /// <summary>True when it is sent by https only.</summary>
    public bool IsSecure => isSecure;

    private string Name => isSecure ? "__Host-nm_session" : "nm_session";

    /// <summary>The token a browser sends; null for none.</summary>
    public string? Read(HttpRequest request) => request.Cookies[Name];

    public void Set(HttpResponse response, string token) => response.Cookies.Append(Name, token, Settings());

    public void Delete(HttpResponse response) => response.Cookies.Delete(Name, Settings());

    private CookieOptions Settings() => new()
    {
        HttpOnly = true,
        Secure = isSecure,
        SameSite = SameSiteMode.Lax,
        Path = "/",
        IsEssential = true,
    };
}
