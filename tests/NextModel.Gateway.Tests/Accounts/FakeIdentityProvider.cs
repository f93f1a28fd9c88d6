using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace NextModel.Gateway.Tests.Accounts;

/// <summary>A small OpenID Connect server on loopback: discovery, keys, authorization and tokens, each of which a test can make wrong.</summary>
internal sealed class FakeIdentityProvider : IAsyncDisposable
{
    public const string ClientId = "nextmodel";
    public const string ClientSecret = "the-client-secret-of-tests";

    private readonly WebApplication _application;
    private readonly RSA _rsa = RSA.Create(2048);
    private readonly Dictionary<string, (string Nonce, string Challenge)> _codes = new(StringComparer.Ordinal);

    private FakeIdentityProvider(WebApplication application) => _application = application;

    public string Issuer => _application.Urls.First();

    /// <summary>Who signs in.</summary>
    public string Subject { get; set; } = "subject-1";

    public string Email { get; set; } = "ada@example.com";

    public bool IsEmailVerified { get; set; } = true;

    /// <summary>Changes a token before it is signed.</summary>
    public Action<Dictionary<string, object>>? Forge { get; set; }

    /// <summary>Signs a token in another way; null for the right one.</summary>
    public Func<Dictionary<string, object>, string>? Sign { get; set; }

    /// <summary>The key it signs with.</summary>
    public RsaSecurityKey Key => new(_rsa) { KeyId = "key-1" };

    /// <summary>How often a code was exchanged.</summary>
    public int Exchanges { get; private set; }

    public static async Task<FakeIdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var application = builder.Build();
        application.Urls.Add("http://127.0.0.1:0");
        var provider = new FakeIdentityProvider(application);
        application.MapGet("/.well-known/openid-configuration", provider.Discover);
        application.MapGet("/keys", provider.Keys);

        // A delegate, not a RequestDelegate, which would drop what it gives.
        application.MapPost("/token", (Delegate)provider.ExchangeAsync);
        await application.StartAsync();
        return provider;
    }

    /// <summary>What a browser does at the authorization endpoint: gives the address it is sent back to.</summary>
    public string Authorize(string location)
    {
        var asked = Query(location);
        asked["client_id"].ShouldBe(ClientId);
        asked["response_type"].ShouldBe("code");
        asked["code_challenge_method"].ShouldBe("S256");
        var code = Convert.ToHexString(RandomNumberGenerator.GetBytes(16));
        _codes[code] = (asked["nonce"], asked["code_challenge"]);
        return $"{asked["redirect_uri"]}?code={code}&state={Uri.EscapeDataString(asked["state"])}";
    }

    public static Dictionary<string, string> Query(string location) => new Uri(location).Query.TrimStart('?').Split('&')
        .Select(pair => pair.Split('=', 2)).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1].Replace('+', ' ')), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        _rsa.Dispose();
    }

    private IResult Discover() => Results.Json(new Dictionary<string, object>
    {
        ["issuer"] = Issuer,
        ["authorization_endpoint"] = Issuer + "/authorize",
        ["token_endpoint"] = Issuer + "/token",
        ["jwks_uri"] = Issuer + "/keys",
        ["response_types_supported"] = new[] { "code" },
        ["subject_types_supported"] = new[] { "public" },
        ["id_token_signing_alg_values_supported"] = new[] { "RS256" },
    });

    private IResult Keys()
    {
        var parameters = _rsa.ExportParameters(false);
        return Results.Json(new Dictionary<string, object>
        {
            ["keys"] = new[]
            {
                new Dictionary<string, string>
                {
                    ["kty"] = "RSA", ["use"] = "sig", ["alg"] = "RS256", ["kid"] = "key-1",
                    ["n"] = Base64UrlEncoder.Encode(parameters.Modulus), ["e"] = Base64UrlEncoder.Encode(parameters.Exponent),
                },
            },
        });
    }

    private async Task<IResult> ExchangeAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        Exchanges++;
        var verifier = Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
        if (form["client_id"] != ClientId || form["client_secret"] != ClientSecret || !_codes.Remove(form["code"].ToString(), out var issued) || issued.Challenge != verifier)
        {
            return Results.Json(new Dictionary<string, string> { ["error"] = "invalid_grant" }, statusCode: 400);
        }

        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>
        {
            ["iss"] = Issuer,
            ["aud"] = ClientId,
            ["sub"] = Subject,
            ["nonce"] = issued.Nonce,
            ["iat"] = now,
            ["exp"] = now + 300,
            ["email"] = Email,
            ["email_verified"] = IsEmailVerified,
        };
        Forge?.Invoke(claims);
        return Results.Json(new Dictionary<string, object>
        {
            ["access_token"] = "opaque",
            ["token_type"] = "Bearer",
            ["expires_in"] = 300,
            ["id_token"] = Sign?.Invoke(claims) ?? Signed(claims, new SigningCredentials(Key, "RS256")),
        });
    }

    /// <summary>A token with that signature.</summary>
    public static string Signed(Dictionary<string, object> claims, SigningCredentials credentials) =>
        new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(JsonSerializer.Serialize(claims), credentials);

    /// <summary>A token that says it needs no signature.</summary>
    public static string Unsigned(Dictionary<string, object> claims) =>
        $"{Base64UrlEncoder.Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{Base64UrlEncoder.Encode(JsonSerializer.Serialize(claims))}.";
}
