using System.Runtime.InteropServices;
using NextModel.Secrets;

namespace NextModel.Identity;

/// <summary>Turns raw keys into what is stored and looked up: HMAC-SHA-256 under a secret of the installation.</summary>
/// <param name="masterKey">The installation's root secret.</param>
/// <param name="purpose">Which kind of keys: kinds do not share secrets.</param>
public sealed class KeyDigest(MasterKey masterKey, string purpose = KeyDigest.ApiKeys)
{
    public const string ApiKeys = "api-key-digest";

    public const string ManagementKeys = "management-key-digest";

    /// <summary>Bytes of a digest.</summary>
    public const int Size = 32;

    private readonly KeyedHash _keyed = new(masterKey.Derive(purpose));

    public byte[] Compute(string rawKey)
    {
        var digest = new byte[Size];
        Compute(rawKey, digest);
        return digest;
    }

    /// <summary>Digest of a well-formed raw key into 32 bytes, without allocating.</summary>
    public void Compute(ReadOnlySpan<char> rawKey, Span<byte> digest)
    {
        Span<byte> ascii = stackalloc byte[KeyFormat.Length];
        for (var i = 0; i < ascii.Length; i++)
        {
            ascii[i] = (byte)rawKey[i];
        }

        _keyed.Compute(ascii, digest);
    }

    /// <summary>The index form of a digest; the whole digest is compared afterwards.</summary>
    internal static UInt128 Index(ReadOnlySpan<byte> digest) => MemoryMarshal.Read<UInt128>(digest);
}
