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
            directive = directive.With(value);
        }

        return null;
    }
}
