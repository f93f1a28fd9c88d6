using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace NextModel.Providers.Bedrock;

/// <summary>
/// AWS Signature Version 4 of a request without query: a POST with a JSON body, or a GET without one (AWS General Reference, "Signature Version 4 signing process"). The path is encoded
/// once more in what is signed than in what is sent, as for every service but S3.
/// </summary>
internal static class AwsSignature
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Service = "bedrock";

    /// <summary>The headers that sign the request, besides <c>host</c> and, of a POST, <c>content-type</c>, which are signed too.</summary>
    /// <param name="credential">Signs.</param>
    /// <param name="method"><c>POST</c> or <c>GET</c>.</param>
    /// <param name="region">AWS's name of it.</param>
    /// <param name="host">The host as sent, with a port other than the scheme's own.</param>
    /// <param name="path">The path as sent.</param>
    /// <param name="body">The body.</param>
    /// <param name="now">When it is sent: AWS takes no more than five minutes of difference.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Sign(
        AwsCredential credential, string method, string region, string host, string path, ReadOnlySpan<byte> body, DateTimeOffset now)
    {
        var date = now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);
        var digest = Hex(SHA256.HashData(body));
        var hasBody = method == "POST";
        var names = (hasBody ? "content-type;" : "") + "host;x-amz-content-sha256;x-amz-date" + (credential.SessionToken is null ? "" : ";x-amz-security-token");
        var canonical = $"{method}\n{Encode(path)}\n\n{(hasBody ? "content-type:application/json\n" : "")}host:{host}\nx-amz-content-sha256:{digest}\nx-amz-date:{date}\n"
            + (credential.SessionToken is null ? "" : $"x-amz-security-token:{credential.SessionToken}\n")
            + $"\n{names}\n{digest}";
        var scope = $"{date[..8]}/{region}/{Service}/aws4_request";
        var signature = Hex(HMACSHA256.HashData(
            SigningKey(credential.Secret, date[..8], region), Bytes($"{Algorithm}\n{date}\n{scope}\n{Hex(SHA256.HashData(Bytes(canonical)))}")));
        List<KeyValuePair<string, string>> headers =
        [
            new("x-amz-date", date),
            new("x-amz-content-sha256", digest),
            new("authorization", $"{Algorithm} Credential={credential.KeyId}/{scope}, SignedHeaders={names}, Signature={signature}"),
        ];
        if (credential.SessionToken is { } token)
        {
            headers.Add(new("x-amz-security-token", token));
        }

        return headers;
    }

    private static byte[] SigningKey(string secret, string day, string region)
    {
        var key = HMACSHA256.HashData(Bytes("AWS4" + secret), Bytes(day));
        foreach (var part in new[] { region, Service, "aws4_request" })
        {
            key = HMACSHA256.HashData(key, Bytes(part));
        }

        return key;
    }

    private static string Encode(string path)
    {
        var encoded = new StringBuilder(path.Length + 16);
        foreach (var one in Encoding.UTF8.GetBytes(path))
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~' or (byte)'/')
            {
                encoded.Append((char)one);
            }
            else
            {
                encoded.Append('%').Append(one.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return encoded.ToString();
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
