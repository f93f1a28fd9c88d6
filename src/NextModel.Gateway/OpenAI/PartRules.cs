using System.Text;
using NextModel.Errors;
using NextModel.Json;

namespace NextModel.Gateway.OpenAI;

/// <summary>What the parts of a message must look like for any source to take them.</summary>
internal static class PartRules
{
    // No server can follow these from where it is. Other schemes are some source's own (ms:, gs:, s3:) and travel on.
    private static readonly string[] Unreachable = ["about", "blob", "chrome", "content", "ftp", "javascript"];

    /// <summary>The first part that breaks a rule, as a refusal; null when none does.</summary>
    /// <param name="parts">An array.</param>
    /// <param name="message">Which message they are of.</param>
    public static GatewayError? Check(JsonCursor parts, int message)
    {
        var index = 0;
        foreach (var part in parts.Children)
        {
            if (part.Value.Kind is not (JsonKind.Object or JsonKind.String))
            {
                var here = $"messages[{message}].content[{index}]";
                return Wrong($"'{here}' must be a part such as {{\"type\":\"text\",\"text\":\"…\"}}, but it is {FieldRules.Describe(part.Value.Kind)}.", here);
            }

            if (part.Value["type"u8].TextEquals("image_url"u8) && WhyNoImage(part.Value["image_url"u8]) is { } problem)
            {
                var here = $"messages[{message}].content[{index}].image_url{(part.Value["image_url"u8].Kind == JsonKind.Object ? ".url" : "")}";
                return Wrong($"'{here}' {problem}", here);
            }

            index++;
        }

        return null;
    }

    /// <summary>What is wrong with the address of an image; null when nothing is.</summary>
    public static string? WhyNoImage(JsonCursor image)
    {
        var url = image.Kind == JsonKind.Object ? image["url"u8] : image;
        if (url.Kind != JsonKind.String || url.Raw.Length == 2)
        {
            return "must be a string: a data URL or an http(s) address.";
        }

        var text = url.Raw[1..^1];
        if (text.StartsWith("data:"u8) || text.StartsWith("https:"u8) || text.StartsWith("http:"u8))
        {
            return null;
        }

        var scheme = Scheme(text);
        return scheme.Length == 0
            ? "is neither a data URL nor an http(s) address: it has no scheme. Write data:image/png;base64,<bytes> or https://…."
            : Unreachable.Contains(scheme) ? $"has the scheme '{scheme}', which no source can follow. Send a data URL or an http(s) address."
            : null;
    }

    // RFC 3986 §3.1. An escape among its letters is no scheme of anybody's.
    private static string Scheme(ReadOnlySpan<byte> url)
    {
        for (var i = 0; i < Math.Min(url.Length, 32); i++)
        {
            if (url[i] == ':')
            {
                return Encoding.ASCII.GetString(url[..i]).ToLowerInvariant();
            }

            if (!char.IsAsciiLetter((char)url[i]) && (i == 0 || !(char.IsAsciiDigit((char)url[i]) || url[i] is (byte)'+' or (byte)'-' or (byte)'.')))
            {
                break;
            }
        }

        return "";
    }

    private static GatewayError Wrong(string message, string path) => new(GatewayErrorCode.InvalidRequest, message, path);
}
