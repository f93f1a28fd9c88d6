using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace NextModel.Secrets;

/// <summary>
/// AES-256-GCM for very many texts under one organization's key, at little cost each: salt (16 bytes), count (4), tag (16), ciphertext.
/// </summary>
/// <remarks>
/// GCM is broken once a nonce comes twice under one key. Here the nonce is the count, and a count belongs to a salt: 16 random bytes
/// from which, with the organization's key, the AES key is derived. Salt and count live in this object only and are never taken up
/// again from what was stored: a new object, and so every process, draws a new salt and counts from 0, and draws another after
/// <paramref name="mostPerSalt"/> texts. No restart, crash or restored file can therefore bring a count back under its key; that two
/// salts are equal is less likely than 2⁻⁶⁴ for as many as 2³² of them.
/// </remarks>
/// <param name="key">The organization's key.</param>
/// <param name="purpose">What the texts are; purposes do not share keys.</param>
/// <param name="mostPerSalt">Texts sealed under one salt, at most 2³¹ − 1.</param>
[SuppressMessage("Design", "CA1001", Justification = "It lives as long as the organization's key, which nobody disposes.")]
internal sealed class CountedSealing(DataKey key, string purpose, int mostPerSalt = 1 << 20)
{
    /// <summary>Bytes that a sealed text is longer than the text.</summary>
    public const int Overhead = SaltSize + CountSize + TagSize;

    private const int SaltSize = 16;
    private const int CountSize = sizeof(int);
    private const int TagSize = 16;
    private const int NonceSize = 12;
    private const int MaxOpeningKeys = 64;

    private readonly ConcurrentDictionary<UInt128, byte[]> _openingKeys = new();
    private readonly Lock _lock = new();
    private readonly byte[] _salt = new byte[SaltSize];
    private AesGcm? _cipher;
    private int _count;

    /// <summary>Encrypts to <paramref name="destination"/>, which has <see cref="Overhead"/> bytes more than <paramref name="plain"/>.</summary>
    public void Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context, Span<byte> destination)
    {
        lock (_lock)
        {
            if (_cipher is null || _count == mostPerSalt)
            {
                RandomNumberGenerator.Fill(_salt);
                _cipher?.Dispose();
                _cipher = new AesGcm(key.Derive(purpose, _salt), TagSize);
                _count = 0;
            }

            _salt.CopyTo(destination);
            var count = destination.Slice(SaltSize, CountSize);
            BinaryPrimitives.WriteInt32BigEndian(count, _count++);
            _cipher.Encrypt(
                Nonce(count, stackalloc byte[NonceSize]), plain, destination[Overhead..], destination.Slice(SaltSize + CountSize, TagSize), context);
        }
    }

    /// <summary>Decrypts; null when the bytes were changed, moved to another context, or sealed under another key or purpose.</summary>
    public byte[]? TryOpen(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context)
    {
        if (sealedBytes.Length < Overhead)
        {
            return null;
        }

        var salt = MemoryMarshal.Read<UInt128>(sealedBytes);
        var openingKey = _openingKeys.GetValueOrDefault(salt) ?? key.Derive(purpose, sealedBytes[..SaltSize]);
        var plain = new byte[sealedBytes.Length - Overhead];
        using var cipher = new AesGcm(openingKey, TagSize);
        try
        {
            cipher.Decrypt(
                Nonce(sealedBytes.Slice(SaltSize, CountSize), stackalloc byte[NonceSize]),
                sealedBytes[Overhead..],
                sealedBytes.Slice(SaltSize + CountSize, TagSize),
                plain,
                context);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }

        Keep(salt, openingKey);
        return plain;
    }

    // Only keys that opened something: made-up salts push none out.
    private void Keep(UInt128 salt, byte[] openingKey)
    {
        if (!_openingKeys.ContainsKey(salt))
        {
            if (_openingKeys.Count >= MaxOpeningKeys)
            {
                _openingKeys.Clear();
            }

            _openingKeys[salt] = openingKey;
        }
    }

    private static ReadOnlySpan<byte> Nonce(ReadOnlySpan<byte> count, Span<byte> nonce)
    {
        nonce.Clear();
        count.CopyTo(nonce[(NonceSize - CountSize)..]);
        return nonce;
    }
}
