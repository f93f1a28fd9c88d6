using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NextModel.Ledger;

/// <summary>
/// An organization's secret under which its receipts show hashes (HMAC-SHA-256). Keyed hashers are kept and used again: setting one up
/// costs twice what using it does.
/// </summary>
internal sealed class DigestSecret(byte[] secret)
{
    private readonly ConcurrentQueue<IncrementalHash> _idle = new();

    /// <summary>Writes the 32 bytes that stand for <paramref name="hash"/> on receipts.</summary>
    public void Compute(ReadOnlySpan<byte> hash, Span<byte> digest)
    {
        if (!_idle.TryDequeue(out var hasher))
        {
            hasher = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        }

        hasher.AppendData(hash);
        hasher.GetHashAndReset(digest);
        _idle.Enqueue(hasher);
    }
}
