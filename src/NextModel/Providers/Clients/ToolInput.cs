using System.Buffers;
using System.Text;
using NextModel.Json;

namespace NextModel.Providers.Clients;

/// <summary>The input of a tool call, which streams and chat answers have as text, as the JSON object that a message has.</summary>
internal static class ToolInput
{
    /// <summary>Writes the object. A text that is none, because the model was cut off, stands under <c>INVALID_JSON</c>, as Anthropic's
    /// documentation has it for streamed inputs that did not end.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="quoted">The content of a JSON string: the text of the object.</param>
    public static void Write(IBufferWriter<byte> output, ReadOnlySpan<byte> quoted)
    {
        var text = Decode(quoted);
        if (text.AsSpan().Trim(" \t\r\n"u8).IsEmpty)
        {
            output.Write("{}"u8);
        }
        else if (IsObject(text))
        {
            output.Write(text);
        }
        else
        {
            output.Write("{\"INVALID_JSON\":\""u8);
            output.Write(quoted);
            output.Write("\"}"u8);
        }
    }

    /// <summary>True for the content of a JSON string that is the whole text of an object.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> quoted) => IsObject(Decode(quoted));

    private static bool IsObject(byte[] text)
    {
        var tape = JsonTape.Rent();
        var isObject = tape.TryParse(text, JsonLimits.Upstream, out _) && tape.Root.Kind == JsonKind.Object;
        tape.Return();
        return isObject;
    }

    /// <summary>The text that the content of a JSON string stands for.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> quoted)
    {
        if (!quoted.Contains((byte)'\\'))
        {
            return quoted.ToArray();
        }

        var text = new byte[quoted.Length + 2];
        text[0] = text[^1] = (byte)'"';
        quoted.CopyTo(text.AsSpan(1));
        var tape = JsonTape.Rent();
        var decoded = tape.TryParse(text, JsonLimits.Upstream, out _) ? tape.Root.GetString() : null;
        tape.Return();
        return Encoding.UTF8.GetBytes(decoded ?? "");
    }
}
