using System.Security.Cryptography;
using System.Text;

namespace NextModel.Secrets;

/// <summary>One organization's key. Destroying its wrapped form makes all that was sealed under it unreadable.</summary>
public sealed class DataKey(byte[] key)
{
    private readonly byte[] _sealing = DeriveFrom(key, "sealing", []);

    /// <summary>
    /// A secret of the organization for one purpose and, where given, one salt (HKDF-SHA-256), 32 bytes. Call once and keep it.
    /// </summary>
    public byte[] Derive(string purpose, ReadOnlySpan<byte> salt = default) => DeriveFrom(key, purpose, salt);

    /// <summary>Encrypts; <paramref name="context"/> binds the result to its place, such as table, row and version.</summary>
    public byte[] Seal(ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context) => SealedBytes.Seal(_sealing, plain, context);

    /// <summary>Decrypts; null when the bytes were changed, moved to another context, or sealed under another key.</summary>
    public byte[]? TryOpen(ReadOnlySpan<byte> sealedBytes, ReadOnlySpan<byte> context) =>
        SealedBytes.TryOpen(_sealing, sealedBytes, context);

    private static byte[] DeriveFrom(byte[] key, string purpose, ReadOnlySpan<byte> salt)
    {
        var secret = new byte[MasterKey.Size];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, secret, salt, Encoding.UTF8.GetBytes("nextmodel/1/organization/" + purpose));
        return secret;
    }
}
