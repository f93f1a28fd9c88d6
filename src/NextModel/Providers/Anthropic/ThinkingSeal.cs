using System.Buffers.Text;
using NextModel.Json;

namespace NextModel.Providers.Anthropic;

/// <summary>
/// The signature on thinking that came from a source of another dialect: what that source wants back with it, as one opaque word. Callers of the
/// Messages API return signatures unread, so nothing of it has to be kept here.
/// </summary>
public static class ThinkingSeal
{
    /// <summary>What every seal begins with. No signature of Anthropic's has a dot: those are base64.</summary>
    public static ReadOnlySpan<byte> Start => "nm1."u8;

    /// <summary>True when a text may hold a seal; false when it certainly holds none.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> text) => text.IndexOf("\"nm1."u8) >= 0;

    /// <summary>True for a block of thinking, shown or not, that a seal of ours is on.</summary>
    public static bool IsOn(JsonCursor block)
    {
        var type = block["type"u8];
        return type.TextEquals("thinking"u8) ? IsSeal(block["signature"u8]) : type.TextEquals("redacted_thinking"u8) && IsSeal(block["data"u8]);
    }

    /// <summary>Writes a seal as a JSON string.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="content">A JSON text; empty for thinking its source wants nothing back with.</param>
    public static void Write(PooledBuffer output, ReadOnlySpan<byte> content)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.Write("\""u8);
        output.Write(Start);
        Base64Url.EncodeToUtf8(content, output.GetSpan(Base64Url.GetEncodedLength(content.Length)), out _, out var written);
        output.Advance(written);
        output.Write("\""u8);
    }

    /// <summary>What is under the seal of a block: a JSON text, perhaps empty; null for a block without one, or one that was tampered with.</summary>
    public static byte[]? Open(JsonCursor block)
    {
        if (!IsOn(block))
        {
            return null;
        }

        var signature = block["type"u8].TextEquals("thinking"u8) ? block["signature"u8] : block["data"u8];
        var encoded = signature.Raw[(1 + Start.Length)..^1];
        return Base64Url.IsValid(encoded) ? Base64Url.DecodeFromUtf8(encoded) : null;
    }

    private static bool IsSeal(JsonCursor text) => text.Kind == JsonKind.String && text.Raw[1..].StartsWith(Start);
}
