using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NextModel.Secrets;

/// <summary>
/// HMAC-SHA-256 under one secret. Keyed hashers are kept and used again: setting one up costs as much as using it.
/// </summary>
internal sealed class KeyedHash(byte[] secret)
{
    /// <summary>Bytes of a hash.</summary>
    public const int Size = 32;

    private readonly ConcurrentQueue<IncrementalHash> _idle = new();

    /// <summary>Writes the 32 bytes that stand for <paramref name="message"/>.</summary>
    public void Compute(ReadOnlySpan<byte> message, Span<byte> hash)
    {
        if (!_idle.TryDequeue(out var hasher))
        {
            hasher = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        }

        hasher.AppendData(message);
        hasher.GetHashAndReset(hash);
        _idle.Enqueue(hasher);
    }
}
