using System.Buffers.Binary;
using System.Text;
using NextModel.Json;

namespace NextModel.Caching;

/// <summary>Writes parts with their length in front (32 bits, big-endian), so that the parts can be told from their bytes.</summary>
internal readonly ref struct FrameWriter(PooledBuffer output)
{
    private const int Absent = -1;

    public void Text(string? text)
    {
        if (text is null)
        {
            Number(Absent);
            return;
        }

        var length = Encoding.UTF8.GetByteCount(text);
        Number(length);
        output.Advance(Encoding.UTF8.GetBytes(text, output.GetSpan(length)));
    }

    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Number(bytes.Length);
        output.Write(bytes);
    }

    public void Number(int value)
    {
        BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), value);
        output.Advance(sizeof(int));
    }

    public void Number(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(output.GetSpan(sizeof(long)), value);
        output.Advance(sizeof(long));
    }

    public void Flag(bool value) => Number(value ? 1 : 0);

    public void Optional(Digest? digest)
    {
        if (digest is not { } present)
        {
            Number(Absent);
            return;
        }

        Number(Digest.Size);
        present.CopyTo(output.GetSpan(Digest.Size));
        output.Advance(Digest.Size);
    }
}
