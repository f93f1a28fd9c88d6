using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Security.Cryptography;

namespace NextModel.Identity;

/// <summary>
/// The shape of a raw key: <c>nm_sk_</c> (API keys) or <c>nm_mk_</c> (management keys), 43 base62 characters of randomness (256 bits), <c>_</c>, and 6 base62 characters of
/// checksum, so that a mistyped key is told apart from an unknown one before anything is looked up.
/// </summary>
public static class KeyFormat
{
    /// <summary>What every raw key begins with; secret scanners look for it.</summary>
    public const string Start = "nm_sk_";

    /// <summary>What every raw management key begins with; as long as <see cref="Start"/>.</summary>
    public const string ManagementStart = "nm_mk_";

    /// <summary>Characters of a raw key.</summary>
    public const int Length = 6 + RandomLength + 1 + ChecksumLength;

    /// <summary>Characters kept in clear for people to recognise a key by.</summary>
    public const int PrefixLength = 12;

    private const int RandomLength = 43;
    private const int ChecksumLength = 6;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new raw key.</summary>
    [SuppressMessage("Security", "CA5394", Justification = "RandomNumberGenerator.GetString is cryptographic.")]
    public static string Create(string start = Start)
    {
        var head = start + RandomNumberGenerator.GetString(Alphabet, RandomLength);
        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(head, checksum);
        return $"{head}_{checksum}";
    }

    /// <summary>True when the text has the shape of a key and its checksum fits.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> key, string start = Start)
    {
        if (key.Length != Length || !key.StartsWith(start, StringComparison.Ordinal)
            || key[Start.Length + RandomLength] != '_')
        {
            return false;
        }

        var head = key[..(Start.Length + RandomLength)];
        foreach (var character in head[Start.Length..])
        {
            if (!char.IsAsciiLetterOrDigit(character))
            {
                return false;
            }
        }

        Span<char> checksum = stackalloc char[ChecksumLength];
        WriteChecksum(head, checksum);
        return key[^ChecksumLength..].SequenceEqual(checksum);
    }

    // CRC-32C over the characters before the last underscore, in base62, most significant digit first.
    private static void WriteChecksum(ReadOnlySpan<char> head, Span<char> checksum)
    {
        var crc = uint.MaxValue;
        foreach (var character in head)
        {
            crc = BitOperations.Crc32C(crc, (byte)character);
        }

        crc = ~crc;
        for (var i = ChecksumLength - 1; i >= 0; i--)
        {
            checksum[i] = Alphabet[(int)(crc % (uint)Alphabet.Length)];
            crc /= (uint)Alphabet.Length;
        }
    }
}
