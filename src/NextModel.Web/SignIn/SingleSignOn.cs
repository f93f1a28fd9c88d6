using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;
using NextModel.Configuration;

namespace NextModel.Web.SignIn;

/// <summary>
/// The framework's OpenID Connect handler for the identity provider of the configuration. It does discovery, PKCE, state, nonce, the exchange of
/// the code, and the checks of the token (OpenID Connect Core §3.1). It has services of its own and is called by hand: registered with the
/// server's, it would look at every request.
/// </summary>
/// <param name="snapshots">What the configuration says now.</param>
/// <param name="publicUrl">Where browsers reach this site.</param>
/// <param name="loggers">Where the handler says why a token was refused.</param>
public sealed class SingleSignOn(SnapshotHolder snapshots, string publicUrl, ILoggerFactory loggers) : IDisposable
{
    /// <summary>Where the identity provider sends browsers back to, below the public address.</summary>
    public const string CallbackPath = "/sign-in/sso/callback";

    private const string Scheme = "oidc";

    // Asymmetric ones only: with a shared secret, whoever knows a public key could make tokens; without a signature, anybody.
    private static readonly string[] Algorithms =
    [
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512, SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384,
        SecurityAlgorithms.RsaSsaPssSha512, SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
    ];

    private readonly Lock _changing = new();
    private SingleSignOnOptions? _applied;
    private ServiceProvider? _services;

    /// <summary>The identity provider that is configured now; null for none.</summary>
    internal SingleSignOnOptions? Provider => snapshots.Current.SignIn.SingleSignOn;

    /// <summary>What becomes of somebody whom the provider has named.</summary>
    internal Func<TicketReceivedContext, Task>? Received { get; set; }

    /// <summary>What becomes of an answer that is refused, or that says no.</summary>
    internal Func<HandleRequestContext<RemoteAuthenticationOptions>, Task>? Refused { get; set; }

    public void Dispose() => _services?.Dispose();

    /// <summary>The handler for one request; null when no identity provider is configured.</summary>
    internal async ValueTask<OpenIdConnectHandler?> OpenAsync(HttpContext context)
    {
        if (Provider is not { } provider)
        {
            return null;
        }

        var handler = ActivatorUtilities.CreateInstance<OpenIdConnectHandler>(ServicesFor(provider));
        await handler.InitializeAsync(new AuthenticationScheme(Scheme, null, typeof(OpenIdConnectHandler)), context);
        return handler;
    }

    // The configuration was read anew: who is at the provider now begins again.
    private ServiceProvider ServicesFor(SingleSignOnOptions provider)
    {
        lock (_changing)
        {
            if (_services is null || _applied != provider)
            {
                var services = new ServiceCollection();
                services.AddLogging();
                services.AddSingleton(loggers);
                services.AddDataProtection().UseEphemeralDataProtectionProvider();
                services.AddAuthentication().AddOpenIdConnect(Scheme, options => Configure(options, provider));
                _services = services.BuildServiceProvider();
                _applied = provider;
            }

            return _services;
        }
    }

    private void Configure(OpenIdConnectOptions options, SingleSignOnOptions provider)
    {
        options.Authority = provider.Issuer;
        options.ClientId = provider.ClientId;
        options.ClientSecret = provider.ClientSecret;
        options.RequireHttpsMetadata = provider.Issuer.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.TokenHandler = new SignedTokens();
        options.MapInboundClaims = false;
        options.SaveTokens = false;
        options.GetClaimsFromUserInfoEndpoint = true;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("email");
        options.ClaimActions.MapJsonKey("email", "email");
        options.ClaimActions.MapJsonKey("email_verified", "email_verified");
        options.CallbackPath = CallbackPath;

        // Nothing signs in by it: the ticket ends in the desk's hands.
        options.SignInScheme = "none";
        options.BackchannelHttpHandler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(2) };
        options.BackchannelTimeout = TimeSpan.FromSeconds(15);
        options.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        options.TokenValidationParameters.ValidAlgorithms = Algorithms;
        options.TokenValidationParameters.ValidIssuer = provider.Issuer;
        options.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
        foreach (var cookie in (CookieBuilder[])[options.NonceCookie, options.CorrelationCookie])
        {
            // The way back is a link, which Lax lets through; a form from elsewhere would need None.
            cookie.SameSite = SameSiteMode.Lax;
            cookie.HttpOnly = true;
            cookie.SecurePolicy = publicUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase) ? CookieSecurePolicy.Always : CookieSecurePolicy.None;
            cookie.IsEssential = true;
        }

        options.Events = new OpenIdConnectEvents
        {
            OnRedirectToIdentityProvider = context =>
            {
                // As browsers know this site: behind a proxy the request does not say.
                context.ProtocolMessage.RedirectUri = publicUrl + CallbackPath;
                return Task.CompletedTask;
            },
            OnTokenValidated = context =>
            {
                // The discovery document has a say in which issuers count; the configuration has the last.
                if (context.SecurityToken.Issuer != provider.Issuer)
                {
                    context.Fail("The token is of another issuer.");
                }

                return Task.CompletedTask;
            },
            OnTicketReceived = context => Received!(context),
            OnRemoteFailure = context => Refused!(context),
            OnAccessDenied = context => Refused!(context),
        };
    }
}
