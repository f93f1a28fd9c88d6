using System.Text;
using System.Text.Json;

namespace CacheSafety.Tests.BlackBox;

/// <summary>The key that a toy cache makes of a request: by the toy itself from HTTP, and by the test from the case.</summary>
internal static class ToyKey
{
    /// <param name="kind">Which mistake is made.</param>
    /// <param name="body">The body as it is sent.</param>
    /// <param name="owner">Tenant, project and account upstream.</param>
    public static string? Of(ToyKind kind, ReadOnlyMemory<byte> body, string owner)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        return kind switch
        {
            ToyKind.Off => null,
            ToyKind.HonestExact or ToyKind.NeverExpires => owner + text,
            ToyKind.NoTenantScope => text,
            ToyKind.PickedFields => owner + Picked(body, "model", "messages", "temperature", "top_p", "max_tokens"),
            ToyKind.LastUserMessage => owner + Picked(body, "model") + LastUser(body),
            _ => owner + text.ToLowerInvariant(),
        };
    }

    private static string Picked(ReadOnlyMemory<byte> body, params string[] names)
    {
        using var request = JsonDocument.Parse(body);
        return string.Join('|', names.Select(name => request.RootElement.TryGetProperty(name, out var value) ? value.GetRawText() : "-"));
    }

    private static string LastUser(ReadOnlyMemory<byte> body)
    {
        using var request = JsonDocument.Parse(body);
        var last = request.RootElement.GetProperty("messages").EnumerateArray().Last(message => message.GetProperty("role").GetString() == "user");
        var content = last.GetProperty("content");
        return content.ValueKind == JsonValueKind.String
            ? content.GetString()!
            : string.Join(' ', content.EnumerateArray().Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString()));
    }
}
