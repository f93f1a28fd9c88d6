using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace NextModel.Web.SignIn;

/// <summary>
/// Takes signed tokens only. The handler above waives the signature of a token that came straight from the token endpoint, as OpenID Connect
/// Core §3.1.3.7 lets it: who an identity is then hangs on the connection alone, and a token that says <c>alg: none</c> is taken.
/// </summary>
internal sealed class SignedTokens : JsonWebTokenHandler
{
    public override Task<TokenValidationResult> ValidateTokenAsync(string token, TokenValidationParameters validationParameters)
    {
        ArgumentNullException.ThrowIfNull(validationParameters);
        validationParameters.RequireSignedTokens = true;
        return base.ValidateTokenAsync(token, validationParameters);
    }
}
