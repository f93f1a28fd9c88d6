using Microsoft.AspNetCore.Http;

namespace NextModel.Web.SignIn;

/// <summary>Whether a form was sent from a page of this site. Browsers say so; what is no browser cannot be led to send one.</summary>
internal static class OwnOrigin
{
    public static bool Sent(HttpRequest request)
    {
        var origin = request.Headers.Origin.ToString();
        return origin.Length == 0
            ? request.Headers["Sec-Fetch-Site"].ToString() is "" or "same-origin" or "none"
            : Uri.TryCreate(origin, UriKind.Absolute, out var from) && string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
    }
}
