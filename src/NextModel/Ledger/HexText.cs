using System.Buffers;

namespace NextModel.Ledger;

/// <summary>Lower-case hex, the only case receipts use.</summary>
internal static class HexText
{
    public static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    public static readonly SearchValues<byte> Bytes = SearchValues.Create("0123456789abcdef"u8);

    /// <summary>Writes two digits per byte of <paramref name="bytes"/>.</summary>
    public static void Write(ReadOnlySpan<byte> bytes, Span<byte> destination) =>
        Convert.TryToHexStringLower(bytes, destination, out _);
}
