using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace NextModel.Testing.Upstream;

/// <summary>Reads the fixture format; a member it does not know is an error, so that no behaviour is lost silently.</summary>
internal static class FixtureReader
{
    public static Fixture Read(JsonElement root) => new(
        root.GetProperty("name").GetString()!,
        root.GetProperty("dialect").GetString()!,
        root.GetProperty("about").GetString()!,
        root.GetProperty("expect").Clone(),
        [.. root.GetProperty("responses").EnumerateArray().Select(ReadResponse)]);

    private static ScriptedResponse ReadResponse(JsonElement response)
    {
        var read = new ScriptedResponse();
        foreach (var member in response.EnumerateObject())
        {
            read = member.Name switch
            {
                "status" => read with { Status = member.Value.GetInt32() },
                "headers" => read with { Headers = [.. member.Value.EnumerateObject().Select(ReadHeader)] },
                "delayMs" => read with { Delay = Milliseconds(member.Value) },
                "writes" => read with { Writes = [.. member.Value.EnumerateArray().Select(ReadWrite)] },
                "end" => read with { End = Enum.Parse<ResponseEnd>(member.Value.GetString()!, ignoreCase: true) },
                _ => throw new FormatException($"A fixture response has no member '{member.Name}'."),
            };
        }

        return read;
    }

    private static KeyValuePair<string, string> ReadHeader(JsonProperty header) => new(header.Name, header.Value.GetString()!);

    private static ScriptedWrite ReadWrite(JsonElement write)
    {
        var read = new ScriptedWrite(ReadOnlyMemory<byte>.Empty);
        var everyByte = false;
        foreach (var member in write.EnumerateObject())
        {
            switch (member.Name)
            {
                case "delayMs":
                    read = read with { Delay = Milliseconds(member.Value) };
                    break;
                case "split" when member.Value.ValueKind == JsonValueKind.String:
                    everyByte = member.Value.GetString() == "every-byte" ? true : throw new FormatException("A split is offsets or 'every-byte'.");
                    break;
                case "split":
                    read = read with { Cuts = [.. member.Value.EnumerateArray().Select(cut => cut.GetInt32())] };
                    break;
                default:
                    read = read with { Bytes = ReadBytes(member) };
                    break;
            }
        }

        return everyByte ? read.ByteByByte() : read;
    }

    private static byte[] ReadBytes(JsonProperty content) => content.Name switch
    {
        "text" => Encoding.UTF8.GetBytes(content.Value.GetString()!),
        "b64" => content.Value.GetBytesFromBase64(),
        "gzipText" => Gzip(content.Value.GetString()!),
        "repeat" => Encoding.UTF8.GetBytes(Repeat(content.Value[0], content.Value[1])),
        "repeat_inner" => Encoding.UTF8.GetBytes(
            content.Value[0].GetString()!.Replace("@@", Repeat(content.Value[1], content.Value[2]), StringComparison.Ordinal)),
        _ => throw new FormatException($"A fixture write has no member '{content.Name}'."),
    };

    private static string Repeat(JsonElement text, JsonElement times) =>
        new StringBuilder().Insert(0, text.GetString()!, times.GetInt32()).ToString();

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    private static TimeSpan Milliseconds(JsonElement number) => TimeSpan.FromMilliseconds(number.GetInt32());
}
