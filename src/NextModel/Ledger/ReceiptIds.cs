namespace NextModel.Ledger;

/// <summary>The identity of a request and its receipt: the same 32 hex digits behind <c>req_</c> and <c>rcpt_</c>.</summary>
public static class ReceiptIds
{
    internal const int Size = 16;

    private const string RequestPrefix = "req_";
    private const string ReceiptPrefix = "rcpt_";

    public static string RequestId(Guid id) => RequestPrefix + id.ToString("N");

    public static string ReceiptId(Guid id) => ReceiptPrefix + id.ToString("N");

    /// <summary>Reads a request or receipt id.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Guid id)
    {
        id = default;
        var digits = text.StartsWith(ReceiptPrefix, StringComparison.Ordinal) ? text[ReceiptPrefix.Length..]
            : text.StartsWith(RequestPrefix, StringComparison.Ordinal) ? text[RequestPrefix.Length..]
            : default;
        return digits.Length == 2 * Size && !digits.ContainsAnyExcept(HexText.Digits) && Guid.TryParseExact(digits, "N", out id);
    }

    internal static void Write(Guid id, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        HexText.Write(bytes, destination);
    }
}
