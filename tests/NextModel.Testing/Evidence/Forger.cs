using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace NextModel.Testing.Evidence;

/// <summary>
/// Somebody who has a signing key and writes receipts as they like: hash and signature are right, what they say is not. Written without the
/// engine's own code, by docs/reference/receipt.md.
/// </summary>
public sealed class Forger : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The key as a JWK.</summary>
    public string Jwk
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            var (x, y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
            return $$"""{"alg":"ES256","crv":"P-256","kid":"{{Id}}","kty":"EC","use":"sig","x":"{{x}}","y":"{{y}}"}""";
        }
    }

    public string Id
    {
        get
        {
            var point = _key.ExportParameters(includePrivateParameters: false).Q;
            return Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(
                $$"""{"crv":"P-256","kty":"EC","x":"{{Base64Url.EncodeToString(point.X)}}","y":"{{Base64Url.EncodeToString(point.Y)}}"}""")));
        }
    }

    /// <summary>The receipt with another content, hashed and signed alone.</summary>
    /// <param name="receipt">A genuine one.</param>
    /// <param name="change">What is changed.</param>
    /// <param name="keyId">The key it claims to be signed with; null for the forger's own.</param>
    public string Sign(string receipt, Action<JsonObject> change, string? keyId = null)
    {
        var node = JsonNode.Parse(receipt)!.AsObject();
        node.Remove("hash");
        node.Remove("signature");
        change(node);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(node)));
        var root = "sha256:" + Convert.ToHexStringLower(SHA256.HashData([0, .. hash]));
        var header = $$"""{"alg":"ES256","kid":"{{keyId ?? Id}}","size":1,"typ":"nextmodel.commit"}""";
        node["hash"] = "sha256:" + Convert.ToHexStringLower(hash);
        node["signature"] = new JsonObject { ["index"] = 0, ["jws"] = Jws(header, root), ["path"] = new JsonArray(), ["root"] = root, ["size"] = 1 };
        return Canonical(node);
    }

    /// <summary>An export's manifest with another content, signed.</summary>
    /// <param name="manifest">With or without a signature.</param>
    /// <param name="change">What is changed; null for nothing.</param>
    /// <param name="type">The <c>typ</c> of the JWS.</param>
    public string SignManifest(string manifest, Action<JsonObject>? change = null, string type = "nextmodel.export")
    {
        var node = JsonNode.Parse(manifest)!.AsObject();
        node.Remove("signature");
        change?.Invoke(node);
        var text = Canonical(node);
        return text[..^1] + $",\"signature\":\"{Jws($$"""{"alg":"ES256","kid":"{{Id}}","typ":"{{type}}"}""", text)}\"}}";
    }

    /// <summary>A compact JWS over any header and payload.</summary>
    public string Jws(string header, string payload)
    {
        var input = Base64Url.EncodeToString(Encoding.ASCII.GetBytes(header)) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes(payload));
        return input + "." + Base64Url.EncodeToString(
            _key.SignData(Encoding.ASCII.GetBytes(input), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
    }

    public void Dispose() => _key.Dispose();

    // RFC 8785 for what receipts hold: names in ASCII, whole numbers, strings that need few escapes.
    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject members => "{" + string.Join(',', members.OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => $"\"{member.Key}\":{Canonical(member.Value)}")) + "}",
        JsonArray items => "[" + string.Join(',', items.Select(Canonical)) + "]",
        null => "null",
        _ => node.ToJsonString(Relaxed),
    };

    private static readonly System.Text.Json.JsonSerializerOptions Relaxed = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
