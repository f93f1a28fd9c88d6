using System.Globalization;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Inference;

namespace NextModel.Gateway.OpenAI;

/// <summary>Reads <c>x-nextmodel-cache</c> and the request directives of <c>Cache-Control</c> (RFC 9111 §5.2.1).</summary>
internal static class CacheDirectiveReader
{
    /// <summary>What the caller asked; the default when neither header is there.</summary>
    public static GatewayError? Read(IHeaderDictionary headers, out CacheDirective directive)
    {
        directive = CacheDirective.Default;
        if (headers.TryGetValue("x-nextmodel-cache", out var own))
        {
            switch (own.ToString())
            {
                case "default":
                    break;
                case "bypass":
                    directive = directive with { MayRead = false, MayStore = false, Reason = "bypass" };
                    break;
                case "refresh":
                    directive = directive with { MayRead = false, Reason = "refresh" };
                    break;
                case "only":
                    directive = directive with { OnlyCached = true };
                    break;
                default:
                    return new GatewayError(
                        GatewayErrorCode.InvalidRequest,
                        $"x-nextmodel-cache '{Header.Show(own.ToString())}' is not one of default, bypass, refresh, only.",
                        "x-nextmodel-cache");
            }
        }

        foreach (var value in headers.CacheControl)
        {
            directive = ApplyCacheControl(directive, value);
        }

        return null;
    }

    // Directives nobody knows are ignored, as RFC 9111 §5.2.3 demands.
    private static CacheDirective ApplyCacheControl(CacheDirective directive, string? value)
    {
        foreach (var range in (value ?? "").AsSpan().Split(','))
        {
            var item = value.AsSpan()[range].Trim();
            if (item.Equals("no-store", StringComparison.OrdinalIgnoreCase))
            {
                directive = directive with { MayRead = false, MayStore = false, Reason = "no-store" };
            }
            else if (item.Equals("no-cache", StringComparison.OrdinalIgnoreCase))
            {
                directive = directive with { MayRead = false, Reason = directive.Reason ?? "no-cache" };
            }
            else if (item.Equals("only-if-cached", StringComparison.OrdinalIgnoreCase))
            {
                directive = directive with { OnlyCached = true };
            }
            else if (item.StartsWith("max-age=", StringComparison.OrdinalIgnoreCase)
                && long.TryParse(item[8..].Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                directive = directive with { MaxAge = TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)) };
            }
        }

        return directive;
    }
}
