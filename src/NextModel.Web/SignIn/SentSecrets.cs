using System.Net;
using Microsoft.AspNetCore.Http;

namespace NextModel.Web.SignIn;

/// <summary>Reads the forms that carry a password, a code or a link: from this site's own pages, over a wire nobody listens on, and short.</summary>
internal static class SentSecrets
{
    private const long MaxBytes = 8192;

    /// <summary>The form; or null with the key of a text that says why it is not taken.</summary>
    public static async ValueTask<(IFormCollection? Form, string Problem)> ReadAsync(HttpContext context, bool isSecure)
    {
        if (!OwnOrigin.Sent(context.Request))
        {
            return (null, "signin.foreign");
        }

        if (!isSecure && context.Connection.RemoteIpAddress is { } address && !IPAddress.IsLoopback(address))
        {
            return (null, "signin.plain");
        }

        return !context.Request.HasFormContentType || context.Request.ContentLength is null or > MaxBytes
            ? (null, "signin.empty")
            : (await context.Request.ReadFormAsync(context.RequestAborted), "");
    }
}
