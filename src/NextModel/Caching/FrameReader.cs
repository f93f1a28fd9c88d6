using System.Buffers.Binary;

namespace NextModel.Caching;

/// <summary>Reads what <see cref="FrameWriter"/> wrote. The bytes are authentic: anything else has failed to open before.</summary>
internal ref struct FrameReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public ReadOnlySpan<byte> Bytes()
    {
        var length = Int32();
        var part = _rest[..length];
        _rest = _rest[length..];
        return part;
    }

    public int Int32()
    {
        var value = BinaryPrimitives.ReadInt32BigEndian(_rest);
        _rest = _rest[sizeof(int)..];
        return value;
    }

    public long Int64()
    {
        var value = BinaryPrimitives.ReadInt64BigEndian(_rest);
        _rest = _rest[sizeof(long)..];
        return value;
    }
}
