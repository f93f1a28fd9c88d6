using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Ledger;

/// <summary>The public half of a signing key, named by its RFC 7638 thumbprint.</summary>
/// <param name="Id">The <c>kid</c>: 43 base64url characters.</param>
/// <param name="X">Base64url of the point's x, 32 bytes.</param>
/// <param name="Y">Base64url of the point's y, 32 bytes.</param>
public sealed record VerifyingKey(string Id, string X, string Y)
{
    private const int CoordinateSize = 32;

    /// <summary>The key as a JSON Web Key (RFC 7517); also how it is stored.</summary>
    public string Json =>
        $$"""{"alg":"ES256","crv":"P-256","kid":"{{Id}}","kty":"EC","use":"sig","x":"{{X}}","y":"{{Y}}"}""";

    /// <summary>A key from the coordinates of a JWK; null when they are no point of the curve.</summary>
    public static VerifyingKey? TryCreate(string x, string y)
    {
        if (!IsCoordinate(x) || !IsCoordinate(y))
        {
            return null;
        }

        var key = new VerifyingKey(ThumbprintOf(x, y), x, y);
        try
        {
            using var probe = key.Import();
            return key;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>True when <paramref name="signature"/> is this key's over the JWS signing input.</summary>
    public bool Verifies(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        using var key = Import();
        return key.VerifyData(input, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    internal static VerifyingKey Of(ECDsa key)
    {
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        var x = Base64Url.EncodeToString(point.X);
        var y = Base64Url.EncodeToString(point.Y);
        return new VerifyingKey(ThumbprintOf(x, y), x, y);
    }

    private static bool IsCoordinate(string text) =>
        Base64Url.IsValid(text, out var size) && size == CoordinateSize && Base64Url.EncodeToString(Base64Url.DecodeFromChars(text)) == text;

    // RFC 7638 §3: the required members only, in order, without white space.
    private static string ThumbprintOf(string x, string y) => Base64Url.EncodeToString(
        SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{x}}","y":"{{y}}"}""")));

    private ECDsa Import() => ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = new ECPoint { X = Base64Url.DecodeFromChars(X), Y = Base64Url.DecodeFromChars(Y) },
    });
}
