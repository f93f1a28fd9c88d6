using System.Buffers.Binary;
using System.Security.Cryptography;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>The identity of a request and its receipt: the same 32 hex digits behind <c>req_</c> and <c>rcpt_</c>.</summary>
public static class ReceiptIds
{
    internal const int Size = 16;

    private const string RequestPrefix = "req_";
    private const string ReceiptPrefix = "rcpt_";

    // Drawn for many ids at once: asking the kernel for each is a system call per request.
    private const int RandomSize = 10;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _drawn;

    /// <summary>A new id: UUID version 7 (RFC 9562 §5.7), 74 bits of it from the system's random number generator.</summary>
    public static Guid New(DateTimeOffset now)
    {
        var random = _random ??= new byte[100 * RandomSize];
        if (_drawn == 0)
        {
            RandomNumberGenerator.Fill(random);
            _drawn = random.Length;
        }

        _drawn -= RandomSize;
        Span<byte> id = stackalloc byte[Size];
        BinaryPrimitives.WriteInt64BigEndian(id, now.ToUnixTimeMilliseconds() << 16);
        random.AsSpan(_drawn, RandomSize).CopyTo(id[(Size - RandomSize)..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }

    public static string RequestId(Guid id) => Spell(RequestPrefix, id);

    public static string ReceiptId(Guid id) => Spell(ReceiptPrefix, id);

    /// <summary>Reads a request or receipt id.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Guid id)
    {
        id = default;
        var digits = text.StartsWith(ReceiptPrefix, StringComparison.Ordinal) ? text[ReceiptPrefix.Length..]
            : text.StartsWith(RequestPrefix, StringComparison.Ordinal) ? text[RequestPrefix.Length..]
            : default;
        return digits.Length == 2 * Size && !digits.ContainsAnyExcept(HexText.Digits) && Guid.TryParseExact(digits, "N", out id);
    }

    /// <summary>True when the two are the ids of one request and its receipt, as receipts spell them.</summary>
    internal static bool AreOfOne(JsonCursor requestId, JsonCursor receiptId)
    {
        if (requestId.Kind != JsonKind.String || receiptId.Kind != JsonKind.String)
        {
            return false;
        }

        var request = requestId.Raw[1..^1];
        var receipt = receiptId.Raw[1..^1];
        return request.Contains((byte)'\\') || receipt.Contains((byte)'\\')
            ? TryParse(requestId.GetString(), out var id) && requestId.GetString() == RequestId(id) && receiptId.GetString() == ReceiptId(id)
            : request.Length == RequestPrefix.Length + (2 * Size) && request.StartsWith("req_"u8) && receipt.StartsWith("rcpt_"u8)
                && request[RequestPrefix.Length..].SequenceEqual(receipt[ReceiptPrefix.Length..])
                && !request[RequestPrefix.Length..].ContainsAnyExcept(HexText.Bytes);
    }

    internal static void Write(Guid id, Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[Size];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        HexText.Write(bytes, destination);
    }

    private static string Spell(string prefix, Guid id) => string.Create(prefix.Length + (2 * Size), (prefix, id), static (text, parts) =>
    {
        parts.prefix.CopyTo(text);
        parts.id.TryFormat(text[parts.prefix.Length..], out _, "N");
    });
}
