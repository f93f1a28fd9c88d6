using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace NextModel.Metering;

/// <summary>
/// The tokens of one byte-pair encoding and their ranks: the lower the rank, the earlier a pair of bytes was merged in training.
/// Read-only, about 4 MB.
/// </summary>
/// <remarks>The file format is told in src/NextModel/Metering/Ranks/README.md.</remarks>
internal sealed class RankTable
{
    private readonly byte[] _bytes;
    private readonly int[] _starts;

    // Open addressing, at most half full. The tokens are fixed, so no input can make a probe longer than it is by chance.
    private readonly int[] _slots;

    private RankTable(byte[] file)
    {
        var count = BinaryPrimitives.ReadInt32LittleEndian(file);
        _bytes = file;
        _starts = new int[count + 1];
        _starts[0] = sizeof(int) + count;
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count * 2)];
        for (var rank = 0; rank < count; rank++)
        {
            var length = file[sizeof(int) + rank];
            MaxTokenLength = Math.Max(MaxTokenLength, length);
            _starts[rank + 1] = _starts[rank] + length;
            _slots[FindSlot(Token(rank))] = rank + 1;
        }
    }

    /// <summary>Bytes of the longest token.</summary>
    public int MaxTokenLength { get; }

    public static RankTable Load(string encoding)
    {
        using var resource = typeof(RankTable).Assembly.GetManifestResourceStream(encoding + ".ranks.bin")
            ?? throw new ArgumentException($"No ranks of {encoding} are built in.", nameof(encoding));
        using var unpacked = new BrotliStream(resource, CompressionMode.Decompress);
        using var file = new MemoryStream();
        unpacked.CopyTo(file);
        return new RankTable(file.ToArray());
    }

    /// <summary>The rank of <paramref name="token"/>, or <see cref="int.MaxValue"/> when it is none.</summary>
    public int RankOf(ReadOnlySpan<byte> token)
    {
        if (token.Length > MaxTokenLength)
        {
            return int.MaxValue;
        }

        var found = _slots[FindSlot(token)];
        return found == 0 ? int.MaxValue : found - 1;
    }

    private ReadOnlySpan<byte> Token(int rank) => _bytes.AsSpan(_starts[rank].._starts[rank + 1]);

    // The slot that holds the token, or the free one where it would go.
    private int FindSlot(ReadOnlySpan<byte> token)
    {
        var slot = Hash(token) & (_slots.Length - 1);
        while (_slots[slot] != 0 && !Token(_slots[slot] - 1).SequenceEqual(token))
        {
            slot = (slot + 1) & (_slots.Length - 1);
        }

        return slot;
    }

    private static int Hash(ReadOnlySpan<byte> token)
    {
        const ulong Spread = 0x9E37_79B9_7F4A_7C15; // 2⁶⁴ ÷ golden ratio (Knuth, multiplicative hashing)
        var hash = (ulong)token.Length;
        while (token.Length >= sizeof(ulong))
        {
            hash = (hash ^ MemoryMarshal.Read<ulong>(token)) * Spread;
            hash ^= hash >> 29;
            token = token[sizeof(ulong)..];
        }

        ulong tail = 0;
        foreach (var octet in token)
        {
            tail = (tail << 8) | octet;
        }

        hash = (hash ^ tail) * Spread;
        return (int)(hash >> 33);
    }
}
