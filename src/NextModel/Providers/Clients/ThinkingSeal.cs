using System.Buffers.Text;
using NextModel.Json;

namespace NextModel.Providers.Clients;

/// <summary>
/// The signature on thinking that came from a source of another dialect: what that source wants back with it, as one opaque word. Callers return
/// signatures unread, so nothing of it has to be kept here.
/// </summary>
public static class ThinkingSeal
{
    /// <summary>What every seal begins with. No signature of Anthropic's has a dot: those are base64.</summary>
    public static ReadOnlySpan<byte> Start => "nm1."u8;

    /// <summary>True when a text may hold a seal; false when it certainly holds none.</summary>
    public static bool MayBeIn(ReadOnlySpan<byte> text) => text.IndexOf("\"nm1."u8) >= 0;

    /// <summary>True for a string that is a seal of ours.</summary>
    public static bool Is(JsonCursor text) => text.Kind == JsonKind.String && text.Raw[1..].StartsWith(Start);

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

    /// <summary>Writes the seal over entries of <c>reasoning_details</c>, perhaps none, as a JSON string.</summary>
    public static void WriteDetails(PooledBuffer output, ReadOnlySpan<byte> details)
    {
        if (details.IsEmpty)
        {
            Write(output, []);
            return;
        }

        using var content = new PooledBuffer(details.Length + 32);
        content.Write("{\"reasoning_details\":["u8);
        content.Write(details);
        content.Write("]}"u8);
        Write(output, content.Written);
    }

    /// <summary>Writes the seal over what a source keeps beside a tool call as a JSON string.</summary>
    public static void WriteCall(PooledBuffer output, ReadOnlySpan<byte> callId, ReadOnlySpan<byte> extra)
    {
        using var content = new PooledBuffer(extra.Length + 64);
        content.Write("{\"tool_call\":"u8);
        content.Write(callId);
        content.Write(",\"extra_content\":"u8);
        content.Write(extra);
        content.Write("}"u8);
        Write(output, content.Written);
    }

    /// <summary>What is under a seal: a JSON text, perhaps empty; null for what is none, or was tampered with.</summary>
    public static byte[]? Open(JsonCursor text)
    {
        if (!Is(text))
        {
            return null;
        }

        var encoded = text.Raw[(1 + Start.Length)..^1];
        return Base64Url.IsValid(encoded) ? Base64Url.DecodeFromUtf8(encoded) : null;
    }
}
