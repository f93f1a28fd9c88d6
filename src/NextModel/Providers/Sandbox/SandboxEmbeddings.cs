using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Json;

namespace NextModel.Providers.Sandbox;

/// <summary>Simulated embeddings: unit vectors that depend on nothing but their input.</summary>
internal static class SandboxEmbeddings
{
    private const int DefaultDimensions = 16;
    private const int MaxDimensions = 4096;

    public static byte[] Write(JsonCursor request)
    {
        var dimensions = request["dimensions"u8].TryGetInt64(out var asked) ? (int)Math.Min(asked, MaxDimensions) : DefaultDimensions;
        var output = new ArrayBufferWriter<byte>();
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("object"u8, "list"u8);
        json.WriteStartArray("data"u8);
        var bytes = 0;
        var index = 0;
        var input = request["input"u8];
        var single = input.Kind == JsonKind.String || AllNumbers(input);
        if (single)
        {
            WriteItem(json, input.Raw, index, dimensions);
            bytes = input.Raw.Length;
        }
        else
        {
            foreach (var item in input.Children)
            {
                WriteItem(json, item.Value.Raw, index++, dimensions);
                bytes += item.Value.Raw.Length;
            }
        }

        json.WriteEndArray();
        json.WriteString("model"u8, "sandbox-echo"u8);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, Math.Max(1, bytes / 4));
        json.WriteNumber("total_tokens"u8, Math.Max(1, bytes / 4));
        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
        return output.WrittenSpan.ToArray();
    }

    private static bool AllNumbers(JsonCursor input)
    {
        foreach (var item in input.Children)
        {
            if (item.Value.Kind != JsonKind.Number)
            {
                return false;
            }
        }

        return input.Kind == JsonKind.Array;
    }

    private static void WriteItem(Utf8JsonWriter json, ReadOnlySpan<byte> text, int index, int dimensions)
    {
        json.WriteStartObject();
        json.WriteString("object"u8, "embedding"u8);
        json.WriteNumber("index"u8, index);
        json.WriteStartArray("embedding"u8);
        var scale = 1 / MathF.Sqrt(dimensions);
        var seed = SHA256.HashData(text);
        for (var i = 0; i < dimensions; i++)
        {
            var block = SHA256.HashData([.. seed, .. Encoding.ASCII.GetBytes($"{i}")]);
            json.WriteNumberValue((BinaryPrimitives.ReadUInt16LittleEndian(block) / 32767.5f - 1) * scale);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
