using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NextModel.Secrets;

/// <summary>
/// HMAC-SHA-256 (RFC 2104) under one secret. What depends on the secret alone is hashed once and kept.
/// </summary>
internal sealed class KeyedHash
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = Sha256.Size;

    private readonly byte[] _secret;
    private readonly Sha256.State _inner;
    private readonly Sha256.State _outer;

    // Where the states cannot be had.
    private readonly ConcurrentQueue<IncrementalHash> _idle = new();

    public KeyedHash(byte[] secret)
    {
        _secret = secret;
        if (Sha256.IsDirect)
        {
            _inner = Begin(0x36);
            _outer = Begin(0x5C);
        }
    }

    /// <summary>Writes the 32 bytes that stand for <paramref name="message"/>.</summary>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        if (!Sha256.IsDirect)
        {
            ComputeByOther(message, hash);
            return;
        }

        Span<byte> inside = stackalloc byte[Size];
        var inner = _inner;
        inner.Append(message);
        inner.End(inside);
        var outer = _outer;
        outer.Append(inside);
        outer.End(hash);
    }

    /// <summary>The same by .NET's own HMAC, keyed hashers of which are kept: to set one up costs as much as to use it.</summary>
    internal void ComputeByOther(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        if (!_idle.TryDequeue(out var hasher))
        {
            hasher = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _secret);
        }

        hasher.AppendData(message);
        hasher.GetHashAndReset(hash);
        _idle.Enqueue(hasher);
    }

    // A secret longer than a block is hashed first; then it fills a block, and every byte is combined with the pad's.
    private Sha256.State Begin(byte pad)
    {
        Span<byte> block = stackalloc byte[Sha256.BlockSize];
        block.Clear();
        if (_secret.Length > block.Length)
        {
            Sha256.Hash(_secret, block);
        }
        else
        {
            _secret.CopyTo(block);
        }

        foreach (ref var value in block)
        {
            value ^= pad;
        }

        var state = Sha256.State.Start();
        state.Append(block);
        return state;
    }
}
