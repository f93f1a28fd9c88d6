using System.Text;
using NextModel.Errors;
using NextModel.Secrets;

namespace NextModel.Credentials;

/// <summary>The secret of a credential on its way into storage and out of it. It is written and never shown.</summary>
public static class CredentialSecret
{
    /// <summary>Fewest characters: the last four are shown.</summary>
    public const int LeastLength = 12;

    /// <summary>Most characters: temporary keys of AWS are long.</summary>
    public const int MaxLength = 4096;

    /// <summary>What is wrong with a text as a secret; null when it can be one. Never quotes it.</summary>
    public static GatewayError? Check(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length is < LeastLength or > MaxLength || text.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? new GatewayError(
                GatewayErrorCode.InvalidRequest,
                $"'secret' must be {LeastLength} to {MaxLength} printable ASCII characters without white space: the source's key as its console shows it; for AWS access keys "
                + "ACCESS_KEY_ID:SECRET_ACCESS_KEY, and :SESSION_TOKEN where there is one.",
                "secret")
            : null;
    }

    /// <summary>
    /// The credential with this secret: encrypted (AES-256-GCM), bound to id, source and address, so that no change of the row can have it sent elsewhere.
    /// </summary>
    public static Credential Seal(Credential credential, string text, DataKey key)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(key);
        return credential with { SealedSecret = key.Seal(Encoding.ASCII.GetBytes(text), Context(credential)), SecretLastFour = text[^4..] };
    }

    /// <summary>The secret; null when the organization's key is gone or the row is not what was sealed.</summary>
    public static string? Open(Credential credential, DataKeyRing dataKeys)
    {
        ArgumentNullException.ThrowIfNull(credential);
        ArgumentNullException.ThrowIfNull(dataKeys);
        return dataKeys.Find(credential.OrganizationId)?.TryOpen(credential.SealedSecret, Context(credential)) is { } text ? Encoding.ASCII.GetString(text) : null;
    }

    private static byte[] Context(Credential credential) =>
        Encoding.UTF8.GetBytes($"credentials/secret/{credential.Id}/{credential.SourceId}/{credential.BaseUrl?.AbsoluteUri}");
}
