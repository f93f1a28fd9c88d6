using System.Net;

namespace NextModel.Configuration;

/// <summary>The <c>sign_in</c> section: how people may sign in.</summary>
public sealed record SignInOptions
{
    /// <summary>The identity provider that people may sign in at; null for none.</summary>
    public SingleSignOnOptions? SingleSignOn { get; init; }

    /// <summary>Where proxies stand whose <c>X-Forwarded-For</c> says from where somebody signs in; none unless named, since anybody can send the header.</summary>
    public IReadOnlyList<IPNetwork> TrustedProxies { get; init; } = [];
}
