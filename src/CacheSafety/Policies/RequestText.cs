using System.Text.Json;
using CacheSafety.Cases;

namespace CacheSafety.Policies;

/// <summary>The prose of a request.</summary>
internal static class RequestText
{
    /// <summary>What the user said last; empty when nothing was.</summary>
    public static string LastUser(CaseRequest request)
    {
        using var document = JsonDocument.Parse(request.Body);
        var last = "";
        foreach (var message in Messages(document.RootElement))
        {
            if (message.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String && role.ValueEquals("user"))
            {
                last = Content(message);
            }
        }

        return last;
    }

    /// <summary>All messages with their roles, one a line.</summary>
    public static string Conversation(CaseRequest request)
    {
        using var document = JsonDocument.Parse(request.Body);
        return string.Join('\n', Messages(document.RootElement).Select(message =>
            $"{(message.TryGetProperty("role", out var role) ? role.ToString() : "")}: {Content(message)}"));
    }

    public static string Model(CaseRequest request)
    {
        using var document = JsonDocument.Parse(request.Body);
        return document.RootElement.TryGetProperty("model", out var model) ? model.ToString() : "";
    }

    private static IEnumerable<JsonElement> Messages(JsonElement root) =>
        root.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array
            ? messages.EnumerateArray().Where(message => message.ValueKind == JsonValueKind.Object)
            : [];

    private static string Content(JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return "";
        }

        return content.ValueKind switch
        {
            JsonValueKind.String => content.GetString()!,
            JsonValueKind.Array => string.Join(' ', content.EnumerateArray().Select(Part)),
            _ => "",
        };
    }

    private static string Part(JsonElement part) =>
        part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString()!
            : "";
}
