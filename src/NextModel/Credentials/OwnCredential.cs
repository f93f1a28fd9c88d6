using NextModel.Catalog;
using NextModel.Secrets;

namespace NextModel.Credentials;

/// <summary>
/// One version of a credential in force, and the source as it is called under it. The secret is opened when the first request needs it and kept as
/// long as that source object: a change of the credential makes a new one, and the old one goes with the last request that began on it.
/// </summary>
public sealed class OwnCredential(Credential credential, DataKeyRing dataKeys)
{
    private readonly Lock _lock = new();
    private volatile Under? _under;

    public Credential Credential => credential;

    /// <summary>True when requests cannot tell this from another state of the same credential.</summary>
    public bool Serves(Credential other) => other.Id == credential.Id && ReferenceEquals(other.SealedSecret, credential.SealedSecret)
        && other.BaseUrl == credential.BaseUrl && other.ApiVersion == credential.ApiVersion && other.Region == credential.Region
        && ReferenceEquals(other.Models, credential.Models);

    /// <summary>The source under this credential, the same object as long as the platform's is; null when the secret cannot be opened.</summary>
    /// <param name="source">The source as the platform has it, with or without a credential.</param>
    public Source? At(Source source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return _under is { } known && ReferenceEquals(known.Platform, source) ? known.Own : Make(source);
    }

    private Source? Make(Source source)
    {
        lock (_lock)
        {
            if (_under is { } known && ReferenceEquals(known.Platform, source))
            {
                return known.Own;
            }

            var own = CredentialSecret.Open(credential, dataKeys) is { } secret
                ? source with
                {
                    ApiKey = secret,
                    CredentialId = credential.Id,
                    BaseUrl = credential.BaseUrl ?? source.BaseUrl,
                    IsGuarded = credential.BaseUrl is not null,
                    TestPath = credential.BaseUrl is null ? source.TestPath : null,
                    ApiVersion = credential.ApiVersion ?? (credential.BaseUrl is null ? source.ApiVersion : null),
                    Region = credential.Region ?? source.Region,
                }
                : null;
            _under = new Under(source, own);
            return own;
        }
    }

    private sealed record Under(Source Platform, Source? Own);
}
