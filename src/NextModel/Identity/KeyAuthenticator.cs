using NextModel.Errors;

namespace NextModel.Identity;

/// <summary>Tells who is asking from the <c>Authorization</c> header. There is no anonymous caller.</summary>
public sealed class KeyAuthenticator(TenancyDirectory directory, KeyDigest digests, TimeProvider time)
{
    private const string Scheme = "Bearer ";

    private static readonly GatewayError Missing = new(
        GatewayErrorCode.InvalidApiKey, "No API key was sent. Send the header 'Authorization: Bearer nm_sk_…'.");

    private static readonly GatewayError NotBearer = new(
        GatewayErrorCode.InvalidApiKey, "The Authorization header is not of the form 'Bearer nm_sk_…'.");

    private static readonly GatewayError Malformed = new(
        GatewayErrorCode.InvalidApiKey,
        $"That is not a NextModel API key: a key has {KeyFormat.Length} characters, begins with '{KeyFormat.Start}' and ends in a checksum. "
        + "Check that it was copied whole, and that it is not a key of another provider.");

    private static readonly GatewayError Unknown = new(
        GatewayErrorCode.InvalidApiKey, "No such API key. Make one with './nextmodel keys create'.");

    /// <summary>The caller, or why there is none. <paramref name="authorization"/> is the header's value.</summary>
    public Result<Caller> Authenticate(string? authorization)
    {
        if (string.IsNullOrEmpty(authorization))
        {
            return Missing;
        }

        if (!authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            return NotBearer;
        }

        var key = authorization.AsSpan(Scheme.Length).Trim(' ');
        if (!KeyFormat.IsWellFormed(key))
        {
            return Malformed;
        }

        Span<byte> digest = stackalloc byte[KeyDigest.Size];
        digests.Compute(key, digest);
        if (directory.FindByDigest(digest, out var until) is not { } caller)
        {
            return Unknown;
        }

        var now = time.GetUtcNow();
        if (Refuse(caller, until, now) is { } refusal)
        {
            return refusal;
        }

        directory.LastUse.Touch(caller.Key.Id, now);
        return caller;
    }

    /// <summary>
    /// The caller of a key that was chosen, not sent, by somebody who is signed in; that they may ask with it has been checked. A key that
    /// does not hold any more is refused as if it had been sent.
    /// </summary>
    public Result<Caller> AuthenticateChosen(string keyId)
    {
        if (directory.FindKey(keyId) is not { } caller)
        {
            return Unknown;
        }

        var now = time.GetUtcNow();
        if (Refuse(caller, null, now) is { } refusal)
        {
            return refusal;
        }

        directory.LastUse.Touch(caller.Key.Id, now);
        return caller;
    }

    private static GatewayError? Refuse(Caller caller, DateTimeOffset? until, DateTimeOffset now)
    {
        var key = caller.Key;
        if (key.RevokedAt is { } revokedAt)
        {
            return new GatewayError(GatewayErrorCode.KeyRevoked, $"The API key {key.Prefix}… was revoked at {revokedAt:u}. Use another one.");
        }

        if (until <= now)
        {
            return new GatewayError(
                GatewayErrorCode.KeyRevoked,
                $"This secret of the key '{key.Name}' was replaced, and stopped at {until:u}. Use the newer one, which begins with {key.Prefix}….");
        }

        if (key.ExpiresAt is { } expiresAt && expiresAt <= now)
        {
            return new GatewayError(GatewayErrorCode.KeyExpired, $"The API key {key.Prefix}… expired at {expiresAt:u}. Use another one.");
        }

        return (caller.Project.ArchivedAt ?? caller.Team.ArchivedAt ?? caller.Organization.ArchivedAt) is { } archivedAt
            ? new GatewayError(
                GatewayErrorCode.KeyRevoked,
                $"The project of the API key {key.Prefix}…, its team or its organization was archived at {archivedAt:u}. Use a key of another project.")
            : null;
    }
}
