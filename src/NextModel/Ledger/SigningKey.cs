using System.Buffers.Text;
using System.Security.Cryptography;

namespace NextModel.Ledger;

/// <summary>An ES256 key pair (P-256, RFC 7518 §3.4) that signs receipts and checkpoints.</summary>
public sealed class SigningKey : IDisposable
{
    /// <summary>Bytes of an RFC 7638 thumbprint.</summary>
    public const int ThumbprintSize = 32;

    /// <summary>Bytes of an ES256 signature: r and s.</summary>
    public const int SignatureSize = 64;

    private readonly Lock _gate = new();
    private readonly ECDsa _key;
    private readonly byte[] _thumbprint;

    internal SigningKey(ECDsa key)
    {
        _key = key;
        Public = VerifyingKey.Of(key);
        _thumbprint = Base64Url.DecodeFromChars(Public.Id);
    }

    public VerifyingKey Public { get; }

    internal ReadOnlySpan<byte> Thumbprint => _thumbprint;

    public void Dispose()
    {
        _key.Dispose();
        Public.Dispose();
    }

    /// <summary>Signs the JWS signing input <paramref name="input"/> (RFC 7515 §5.1) into <paramref name="signature"/>, 64 bytes.</summary>
    internal void Sign(ReadOnlySpan<byte> input, Span<byte> signature)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, digest);
        lock (_gate)
        {
            _key.SignHash(digest, signature, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }
}
