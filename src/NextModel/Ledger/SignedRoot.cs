using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Unicode;

namespace NextModel.Ledger;

/// <summary>
/// The compact JWS (RFC 7515 §7.1) over a commit's Merkle root. Its payload is the root as receipts spell it; the protected header names
/// the key and the size of the tree, because a root alone does not fix how many leaves it has.
/// </summary>
internal static class SignedRoot
{
    /// <summary>Marks the signature as one over a commit's root, so that no other signed text can pass for one.</summary>
    public const string Type = "nextmodel.commit";

    private const int MaxInput = 512;

    /// <summary>Signs the root into <paramref name="seal"/>, <see cref="CommitSeal.Size"/> bytes.</summary>
    public static void Sign(SigningKey key, ReceiptHash root, int size, Span<byte> seal)
    {
        Span<byte> input = stackalloc byte[MaxInput];
        var length = WriteInput(key.Public.Id, root, size, input);
        key.Thumbprint.CopyTo(seal);
        key.Sign(input[..length], seal[SigningKey.ThumbprintSize..]);
    }

    /// <summary>The compact JWS that a stored seal stands for.</summary>
    public static string Jws(in CommitSeal seal, ReceiptHash root, int size) =>
        Input(Base64Url.EncodeToString(seal.Thumbprint), root, size) + "." + Base64Url.EncodeToString(seal.Signature);

    /// <summary>What is signed (RFC 7515 §5.1): header and payload in their one spelling. The key id is a known key's.</summary>
    public static string Input(string keyId, ReceiptHash root, long size)
    {
        Span<byte> input = stackalloc byte[MaxInput];
        return Encoding.ASCII.GetString(input[..WriteInput(keyId, root, size, input)]);
    }

    /// <summary>What is wrong with a stored seal over this root, or null.</summary>
    public static ReceiptProblem? Check(in CommitSeal seal, ReceiptHash root, long size, VerifyingKeys keys)
    {
        var keyId = Base64Url.EncodeToString(seal.Thumbprint);
        return keys.Find(keyId) is not { } key
            ? new(ReceiptProblemCode.KeyUnknown, $"The commit was signed with key {keyId}, which is not among the {keys.Count} given ones.")
            : key.Verifies(Encoding.ASCII.GetBytes(Input(keyId, root, size)), seal.Signature)
                ? null
                : new(ReceiptProblemCode.SignatureInvalid, "The signature of this commit does not match its receipts: some of them are others than were signed.");
    }

    private static int WriteInput(string keyId, ReceiptHash root, long size, Span<byte> input)
    {
        Span<byte> header = stackalloc byte[256];
        Utf8.TryWrite(
            header, CultureInfo.InvariantCulture, $$"""{"alg":"ES256","kid":"{{keyId}}","size":{{size}},"typ":"{{Type}}"}""", out var headerLength);
        Base64Url.EncodeToUtf8(header[..headerLength], input, out _, out var length);
        input[length++] = (byte)'.';
        Span<byte> payload = stackalloc byte[ReceiptHash.TextSize];
        root.WriteText(payload);
        Base64Url.EncodeToUtf8(payload, input[length..], out _, out var payloadLength);
        return length + payloadLength;
    }
}
