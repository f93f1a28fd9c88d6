using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Globalization;
using NextModel.Json;

namespace NextModel.Providers.OpenAI;

/// <summary>The two spellings of an embedding: an array of numbers, or base64 of little-endian 32-bit floats.</summary>
internal static class Vectors
{
    private const int LongestFloat = 16;

    /// <summary>Writes an array of numbers as a base64 string; false when an item is no number a float can hold.</summary>
    public static bool TryWriteBase64(JsonCursor numbers, PooledBuffer output)
    {
        var floats = ArrayPool<byte>.Shared.Rent(Math.Max(1, numbers.Count() * sizeof(float)));
        try
        {
            var length = 0;
            foreach (var item in numbers.Children)
            {
                if (item.Value.Kind != JsonKind.Number
                    || !float.TryParse(item.Value.Raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
                    || !float.IsFinite(number))
                {
                    return false;
                }

                BinaryPrimitives.WriteSingleLittleEndian(floats.AsSpan(length), number);
                length += sizeof(float);
            }

            output.Write("\""u8);
            Base64.EncodeToUtf8(floats.AsSpan(0, length), output.GetSpan(Base64.GetMaxEncodedToUtf8Length(length)), out _, out var written);
            output.Advance(written);
            output.Write("\""u8);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(floats);
        }
    }

    /// <summary>Writes a base64 string as an array of numbers, each in the shortest form that reads back the same; false when it is none.</summary>
    public static bool TryWriteNumbers(JsonCursor base64, PooledBuffer output)
    {
        var text = base64.GetString()!;
        var floats = ArrayPool<byte>.Shared.Rent(Math.Max(1, text.Length));
        try
        {
            if (!Convert.TryFromBase64String(text, floats, out var length) || length % sizeof(float) != 0)
            {
                return false;
            }

            output.Write("["u8);
            for (var at = 0; at < length; at += sizeof(float))
            {
                var number = BinaryPrimitives.ReadSingleLittleEndian(floats.AsSpan(at));
                if (!float.IsFinite(number))
                {
                    return false;
                }

                output.Write(at > 0 ? ","u8 : default);
                number.TryFormat(output.GetSpan(LongestFloat), out var written, default, CultureInfo.InvariantCulture);
                output.Advance(written);
            }

            output.Write("]"u8);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(floats);
        }
    }
}
