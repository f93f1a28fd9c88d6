using System.Net;
using Microsoft.AspNetCore.Http;
using NextModel.Accounts;
using NextModel.Configuration;

namespace NextModel.Web.SignIn;

/// <summary>From where somebody signs in: the address of the connection, or, where that is a trusted proxy's, the one the proxy saw.</summary>
internal sealed class ClientPlace(SnapshotHolder snapshots)
{
    public SignInPlace Of(HttpContext context, string locale) => SignInPlace.Of(Address(context), context.Request.Headers.UserAgent.ToString(), locale);

    // The last entry is the proxy's own; those before it are whatever the client sent.
    private IPAddress? Address(HttpContext context)
    {
        var connected = context.Connection.RemoteIpAddress;
        if (connected is null || !snapshots.Current.SignIn.TrustedProxies.Any(network => network.Contains(connected.IsIPv4MappedToIPv6 ? connected.MapToIPv4() : connected)))
        {
            return connected;
        }

        var forwarded = context.Request.Headers["X-Forwarded-For"].ToString();
        return IPAddress.TryParse(forwarded[(forwarded.LastIndexOf(',') + 1)..].Trim(), out var client) ? client : connected;
    }
}
