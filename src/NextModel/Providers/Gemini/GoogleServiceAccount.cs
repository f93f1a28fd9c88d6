using System.Buffers;
using System.Buffers.Text;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace NextModel.Providers.Gemini;

/// <summary>
/// A service account of Google Cloud by its key file, base64 of the file's text. It signs its own tokens, which Google's APIs take as bearers
/// (AIP-4111, "Self-signed JWT", with a scope), so that nobody is asked for one.
/// </summary>
internal sealed class GoogleServiceAccount
{
    private const string Scope = "https://www.googleapis.com/auth/cloud-platform";

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>A token is made anew while the one before is still good for this long: clocks differ, and requests take time.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    // As long as the text itself, which its source holds: a credential that is gone leaves nothing here.
    private static readonly ConditionalWeakTable<string, StrongBox<GoogleServiceAccount?>> Parsed = [];

    private readonly string _address;
    private readonly string? _keyId;
    private readonly string _pem;
    private volatile Signed? _last;

    private GoogleServiceAccount(string address, string? keyId, string pem) => (_address, _keyId, _pem) = (address, keyId, pem);

    /// <summary>Null for a text that is a plain key or token. The same text, the object and not its letters, gives the same account.</summary>
    public static GoogleServiceAccount? Parse(string apiKey) => Parsed.GetValue(apiKey, static text => new StrongBox<GoogleServiceAccount?>(Read(text))).Value;

    /// <summary>A token that is good for five minutes at least.</summary>
    public string Token(DateTimeOffset now)
    {
        if (_last is { } last && now < last.Until && now >= last.From)
        {
            return last.Token;
        }

        var signed = new Signed(Sign(now), now, now + Lifetime - Margin);
        _last = signed;
        return signed.Token;
    }

    private static GoogleServiceAccount? Read(string apiKey)
    {
        // Google's plain keys are 39 letters, and a file holds a private key.
        var bytes = new byte[apiKey.Length];
        if (apiKey.Length < 512 || !Convert.TryFromBase64String(apiKey, bytes, out var length))
        {
            return null;
        }

        try
        {
            using var file = JsonDocument.Parse(bytes.AsMemory(0, length));
            if (Text(file.RootElement, "client_email") is not { } address || Text(file.RootElement, "private_key") is not { } pem)
            {
                return null;
            }

            using var key = RSA.Create();
            key.ImportFromPem(pem);
            return new GoogleServiceAccount(address, Text(file.RootElement, "private_key_id"), pem);
        }
        catch (Exception error) when (error is JsonException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement file, string name) =>
        file.ValueKind == JsonValueKind.Object && file.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;

    private string Sign(DateTimeOffset now)
    {
        var issued = now.ToUnixTimeSeconds();
        var head = Encode(json =>
        {
            json.WriteString("alg"u8, "RS256"u8);
            json.WriteString("typ"u8, "JWT"u8);
            if (_keyId is not null)
            {
                json.WriteString("kid"u8, _keyId);
            }
        });
        var claims = Encode(json =>
        {
            json.WriteString("iss"u8, _address);
            json.WriteString("sub"u8, _address);
            json.WriteString("scope"u8, Scope);
            json.WriteNumber("iat"u8, issued);
            json.WriteNumber("exp"u8, issued + (long)Lifetime.TotalSeconds);
        });
        using var key = RSA.Create();
        key.ImportFromPem(_pem);
        var signature = key.SignData(Encoding.ASCII.GetBytes($"{head}.{claims}"), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{head}.{claims}.{Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(text.WrittenSpan);
    }

    private sealed record Signed(string Token, DateTimeOffset From, DateTimeOffset Until);
}
