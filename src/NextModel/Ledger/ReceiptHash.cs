using System.Buffers.Binary;
using NextModel.Json;
using NextModel.Secrets;

namespace NextModel.Ledger;

/// <summary>A SHA-256 hash: of a receipt, of the entry before it, or of a node of a commit's Merkle tree.</summary>
public readonly record struct ReceiptHash(UInt128 High, UInt128 Low)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    /// <summary>Characters of a hash as receipts spell it.</summary>
    public const int TextSize = 71;

    private const string Prefix = "sha256:";

    /// <summary>All zeros: what the first entry of an organization's first log names as its predecessor.</summary>
    public static ReceiptHash None => default;

    public static ReceiptHash Of(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[Size];
        Sha256.Hash(text, hash);
        return Read(hash);
    }

    /// <summary>The hash of two texts, one after the other.</summary>
    public static ReceiptHash Of(ReadOnlySpan<byte> begin, ReadOnlySpan<byte> end)
    {
        if (!Sha256.IsDirect)
        {
            return Of([.. begin, .. end]);
        }

        Span<byte> hash = stackalloc byte[Size];
        var state = Sha256.State.Start();
        state.Append(begin);
        state.Append(end);
        state.End(hash);
        return Read(hash);
    }

    /// <summary>The hash in the first 32 bytes of <paramref name="source"/>.</summary>
    public static ReceiptHash Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(source), BinaryPrimitives.ReadUInt128BigEndian(source[16..]));

    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Write(bytes);
        return bytes;
    }

    /// <summary><c>sha256:</c> and 64 lower-case hex digits; nothing else is accepted, so that one hash has one spelling.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ReceiptHash hash)
    {
        hash = default;
        if (text.Length != TextSize || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[Prefix.Length..].ContainsAnyExcept(HexText.Digits))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Size];
        Convert.FromHexString(text[Prefix.Length..], bytes, out _, out _);
        hash = Read(bytes);
        return true;
    }

    /// <summary>The same from a string of JSON.</summary>
    internal static bool TryRead(JsonCursor value, out ReceiptHash hash)
    {
        hash = default;
        if (value.Kind != JsonKind.String)
        {
            return false;
        }

        // Quotes around it, and nothing escaped: what else may be the same text is read as text.
        var raw = value.Raw;
        if (raw.Length != TextSize + 2 || !raw[1..].StartsWith("sha256:"u8) || raw[(1 + Prefix.Length)..^1].ContainsAnyExcept(HexText.Bytes))
        {
            return TryParse(value.GetString(), out hash);
        }

        Span<byte> bytes = stackalloc byte[Size];
        Convert.FromHexString(raw[(1 + Prefix.Length)..^1], bytes, out _, out _);
        hash = Read(bytes);
        return true;
    }

    /// <summary>Writes the 71 ASCII bytes receipts spell it with.</summary>
    public void WriteText(Span<byte> destination)
    {
        "sha256:"u8.CopyTo(destination);
        WriteHex(destination[Prefix.Length..]);
    }

    /// <summary>Writes the 64 digits alone.</summary>
    internal void WriteHex(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        Write(bytes);
        HexText.Write(bytes, destination);
    }

    public override string ToString() => string.Create(TextSize, this, static (text, hash) =>
    {
        Span<byte> bytes = stackalloc byte[Size];
        hash.Write(bytes);
        Prefix.CopyTo(text);
        Convert.TryToHexStringLower(bytes, text[Prefix.Length..], out _);
    });
}
