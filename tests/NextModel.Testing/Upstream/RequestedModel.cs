using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Testing.Upstream;

/// <summary>Where the dialects name the model: the body's <c>model</c>, else the path (Gemini, Bedrock, Azure).</summary>
internal static partial class RequestedModel
{
    public static string? Of(ReceivedRequest request)
    {
        if (request.Member("model") is { ValueKind: JsonValueKind.String } model)
        {
            return model.GetString();
        }

        if (request.Header("content-type")?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true)
        {
            var field = InForm().Match(request.BodyText);
            return field.Success ? field.Groups[1].Value : null;
        }

        var match = InPath().Match(request.Path);
        return match.Success ? Uri.UnescapeDataString(match.Groups[1].Value) : null;
    }

    [GeneratedRegex("name=\"?model\"?\r\n(?:[^\r\n]+\r\n)*\r\n([^\r]*)\r\n")]
    private static partial Regex InForm();

    [GeneratedRegex("/(?:models?|deployments)/([^/:]+)")]
    private static partial Regex InPath();
}
