using System.Security.Cryptography;
using System.Text;

namespace NextModel.Secrets;

/// <summary>The installation's root secret, 32 bytes. It is never in the database; everything secret there hangs on it.</summary>
public sealed class MasterKey
{
    /// <summary>Bytes of a master key, a data key and every derived secret.</summary>
    public const int Size = 32;

    private readonly byte[] _key;

    public MasterKey(byte[] key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length != Size)
        {
            throw new ArgumentException($"A master key has {Size} bytes; this one has {key.Length}.", nameof(key));
        }

        _key = key;
    }

    /// <summary>A secret for one purpose (HKDF-SHA-256, RFC 5869). Purposes do not share secrets.</summary>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, Size, info: Encoding.UTF8.GetBytes("nextmodel/1/" + purpose));

    /// <summary>A new data key, and the wrapped form of it that may be stored beside the organization.</summary>
    public (DataKey Key, byte[] Wrapped) CreateDataKey(string organizationId)
    {
        var key = RandomNumberGenerator.GetBytes(Size);
        return (new DataKey(key), SealedBytes.Seal(Derive("data-key-wrapping"), key, WrappingContext(organizationId)));
    }

    /// <summary>The data key of an organization, from its stored form; null when this is not the master key that wrapped it.</summary>
    public DataKey? Unwrap(string organizationId, ReadOnlySpan<byte> wrapped) =>
        SealedBytes.TryOpen(Derive("data-key-wrapping"), wrapped, WrappingContext(organizationId)) is { } key ? new DataKey(key) : null;

    private static byte[] WrappingContext(string organizationId) => Encoding.UTF8.GetBytes("data-key|" + organizationId);
}
