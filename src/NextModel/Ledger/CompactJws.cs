using System.Buffers.Text;
using System.Text;
using NextModel.Json;

namespace NextModel.Ledger;

/// <summary>Compact JWS (RFC 7515 §7.1) with ES256 and a required <c>typ</c>.</summary>
internal static class CompactJws
{
    private static readonly JsonLimits HeaderLimits = new(4, 64, Strict: true);

    public static string Sign(SigningKey key, string type, ReadOnlySpan<byte> payload)
    {
        var header = Encoding.ASCII.GetBytes($$"""{"alg":"ES256","kid":"{{key.Public.Id}}","typ":"{{type}}"}""");
        var input = Base64Url.EncodeToString(header) + "." + Base64Url.EncodeToString(payload);
        Span<byte> signature = stackalloc byte[SigningKey.SignatureSize];
        key.Sign(Encoding.ASCII.GetBytes(input), signature);
        return input + "." + Base64Url.EncodeToString(signature);
    }

    /// <summary>The payload of a JWS of this type that one of the keys signed; null for anything else.</summary>
    public static byte[]? TryVerify(string jws, string type, VerifyingKeys keys) => TryVerify(jws, type, keys, out _);

    /// <summary>The same; <paramref name="problem"/> says what is wrong when the payload is null.</summary>
    public static byte[]? TryVerify(string jws, string type, VerifyingKeys keys, out ReceiptProblem? problem)
    {
        problem = null;
        var parts = jws.Split('.');
        if (parts.Length != 3 || TryReadKeyId(parts[0], type) is not { } keyId || !Base64Url.IsValid(parts[1]))
        {
            problem = new(ReceiptProblemCode.SignatureInvalid, $"This is no compact JWS of type '{type}' that names its key.");
            return null;
        }

        if (keys.Find(keyId) is not { } key)
        {
            problem = new(ReceiptProblemCode.KeyUnknown, $"It was signed with key {keyId}, which is not among the {keys.Count} given ones.");
            return null;
        }

        if (!StrictBase64Url.TryDecode(parts[2], SigningKey.SignatureSize, out var signature)
            || !key.Verifies(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), signature))
        {
            problem = new(ReceiptProblemCode.SignatureInvalid, $"The signature of the JWS of type '{type}' does not match what it signs.");
            return null;
        }

        return Base64Url.DecodeFromChars(parts[1]);
    }

    /// <summary>The <c>kid</c> of a protected header with ES256 and this <c>typ</c>; null for any other text.</summary>
    public static string? TryReadKeyId(string header, string type)
    {
        if (header.Length > 1024 || !Base64Url.IsValid(header))
        {
            return null;
        }

        var tape = JsonTape.Rent();
        try
        {
            return tape.TryParse(Base64Url.DecodeFromChars(header), HeaderLimits, out _)
                && tape.Root["alg"u8].TextEquals("ES256"u8) && tape.Root["typ"u8].GetString() == type
                    ? tape.Root["kid"u8].GetString()
                    : null;
        }
        finally
        {
            tape.Return();
        }
    }
}
