namespace NextModel.Ledger;

/// <summary>Whole numbers in as few bytes as they need: zigzag, then seven bits a byte, low bits first.</summary>
internal static class VariableNumber
{
    /// <summary>Most bytes one number takes.</summary>
    public const int MaxSize = 10;

    public static void Append(ref ByteSink sink, long value)
    {
        Span<byte> bytes = stackalloc byte[MaxSize];
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var count = 0;
        while (rest >= 0x80)
        {
            bytes[count++] = (byte)(rest | 0x80);
            rest >>= 7;
        }

        bytes[count++] = (byte)rest;
        sink.Append(bytes[..count]);
    }

    /// <summary>Reads one number and moves past it. False at the end of the bytes or when they hold no number.</summary>
    public static bool TryRead(ref ReadOnlySpan<byte> source, out long value)
    {
        var rest = 0UL;
        for (var i = 0; i < Math.Min(source.Length, MaxSize); i++)
        {
            rest |= (ulong)(source[i] & 0x7F) << (7 * i);
            if (source[i] < 0x80)
            {
                value = (long)(rest >> 1) ^ -(long)(rest & 1);
                source = source[(i + 1)..];
                return true;
            }
        }

        value = 0;
        return false;
    }
}
