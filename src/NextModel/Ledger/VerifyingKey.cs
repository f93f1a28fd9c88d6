using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Ledger;

/// <summary>The public half of a signing key, named by its RFC 7638 thumbprint.</summary>
public sealed class VerifyingKey : IDisposable
{
    private const int CoordinateSize = 32;

    private readonly Lock _gate = new();
    private readonly ECDsa _key;
    private readonly string _x;
    private readonly string _y;

    private VerifyingKey(ECDsa key)
    {
        _key = key;
        var point = key.ExportParameters(includePrivateParameters: false).Q;
        _x = Base64Url.EncodeToString(point.X);
        _y = Base64Url.EncodeToString(point.Y);

        // RFC 7638 §3: the required members only, in order, without white space.
        Id = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{_x}}","y":"{{_y}}"}""")));
    }

    /// <summary>The <c>kid</c>: 43 base64url characters.</summary>
    public string Id { get; }

    /// <summary>The key as a JSON Web Key (RFC 7517); also how it is stored.</summary>
    public string Json => $$"""{"alg":"ES256","crv":"P-256","kid":"{{Id}}","kty":"EC","use":"sig","x":"{{_x}}","y":"{{_y}}"}""";

    /// <summary>A key from the coordinates of a JWK; null when they are no point of the curve.</summary>
    public static VerifyingKey? TryCreate(string? x, string? y)
    {
        if (!StrictBase64Url.TryDecode(x, CoordinateSize, out var pointX) || !StrictBase64Url.TryDecode(y, CoordinateSize, out var pointY))
        {
            return null;
        }

        try
        {
            return new VerifyingKey(ECDsa.Create(new ECParameters
            {
                Curve = ECCurve.NamedCurves.nistP256,
                Q = new ECPoint { X = pointX, Y = pointY },
            }));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>True when <paramref name="signature"/> is this key's ES256 over the JWS signing input.</summary>
    public bool Verifies(ReadOnlySpan<byte> input, ReadOnlySpan<byte> signature)
    {
        lock (_gate)
        {
            return _key.VerifyData(input, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public void Dispose() => _key.Dispose();

    internal static VerifyingKey Of(ECDsa pair) => new(ECDsa.Create(pair.ExportParameters(includePrivateParameters: false)));
}
