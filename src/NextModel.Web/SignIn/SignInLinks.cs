using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace NextModel.Web.SignIn;

/// <summary>Links that sign the operator in, once, within an hour: what <c>serve</c> prints at start.</summary>
public sealed class SignInLinks(TimeProvider time)
{
    /// <summary>How long a link works.</summary>
    public static readonly TimeSpan Valid = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _links = new(StringComparer.Ordinal);

    /// <summary>Makes the token of a link: 256 random bits.</summary>
    public string Make()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        _links[token] = time.GetUtcNow() + Valid;
        return token;
    }

    /// <summary>True for a token that works, and never again.</summary>
    internal bool Redeem(string token) => _links.TryRemove(token, out var until) && until > time.GetUtcNow();
}
