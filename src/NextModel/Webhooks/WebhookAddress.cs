using System.Net;
using NextModel.Egress;
using NextModel.Errors;

namespace NextModel.Webhooks;

/// <summary>Addresses that deliveries may be sent to.</summary>
public static class WebhookAddress
{
    private const int MaxLength = 2000;

    /// <summary>The address, or why not. What its name resolves to is judged at every connection; what it spells out is judged here.</summary>
    public static Result<Uri> Read(string? text, EgressGuard guard)
    {
        ArgumentNullException.ThrowIfNull(guard);
        if (text is null || text.Length > MaxLength || !Uri.TryCreate(text, UriKind.Absolute, out var url)
            || (url.Scheme != Uri.UriSchemeHttps && url.Scheme != Uri.UriSchemeHttp) || url.UserInfo.Length > 0 || url.Fragment.Length > 0)
        {
            return new GatewayError(
                GatewayErrorCode.InvalidRequest, $"'url' must be an https address of at most {MaxLength} characters without user name and fragment.", "url");
        }

        return IPAddress.TryParse(url.IdnHost, out var address) && guard.WhyNot(address, url.Port, url.Scheme == Uri.UriSchemeHttps) is { } reason
            ? new GatewayError(GatewayErrorCode.InvalidRequest, $"'url' cannot be called: {reason}.", "url")
            : url;
    }
}
