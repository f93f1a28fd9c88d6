using System.Runtime.InteropServices;
using NextModel.Secrets;

namespace NextModel.Caching;

/// <summary>SHA-256 of some bytes, as a value of 32 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct Digest : IEquatable<Digest>
{
    public const int Size = 32;

    private readonly UInt128 _first;
    private readonly UInt128 _second;

    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Size];
        Sha256.Hash(bytes, hash);
        return MemoryMarshal.Read<Digest>(hash);
    }

    /// <summary>Takes 32 bytes for a digest.</summary>
    public static Digest FromBytes(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Size);
        return MemoryMarshal.Read<Digest>(bytes);
    }

    public static bool operator ==(Digest left, Digest right) => left.Equals(right);

    public static bool operator !=(Digest left, Digest right) => !left.Equals(right);

    public void CopyTo(Span<byte> destination) => MemoryMarshal.Write(destination, in this);

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    public bool Equals(Digest other) => _first == other._first && _second == other._second;

    public override bool Equals(object? obj) => obj is Digest other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_first, _second);

    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
