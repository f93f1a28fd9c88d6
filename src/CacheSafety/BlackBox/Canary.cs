using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace CacheSafety.BlackBox;

/// <summary>
/// A mark that one generation has and no other: HMAC of its number under the run's key, as four words and four digits. Hexadecimal would
/// look like a secret and be redacted on the way.
/// </summary>
public static partial class Canary
{
    /// <param name="key">The run's key.</param>
    /// <param name="sequence">Number of the generation.</param>
    public static string Mint(ReadOnlySpan<byte> key, long sequence)
    {
        Span<byte> number = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(number, sequence);
        var mac = HMACSHA256.HashData(key, number);
        var digits = BinaryPrimitives.ReadUInt32BigEndian(mac.AsSpan(4)) % 10_000;
        return string.Create(CultureInfo.InvariantCulture, $"{CanaryWords.At(mac[0])}-{CanaryWords.At(mac[1])}-{CanaryWords.At(mac[2])}-{CanaryWords.At(mac[3])}-{digits:0000}");
    }

    /// <summary>Everything in a text that has the form of a canary, each once. Case is not kept by every gateway.</summary>
    public static IReadOnlyList<string> FindIn(string text) =>
        [.. Form().Matches(text).Select(match => match.Value.ToLowerInvariant()).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"(?<![a-z])[a-z]{3,8}(?:-[a-z]{3,8}){3}-\d{4}(?!\d)", RegexOptions.IgnoreCase)]
    private static partial Regex Form();
}
