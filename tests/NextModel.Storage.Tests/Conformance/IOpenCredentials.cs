using NextModel.Credentials;
using NextModel.Identity;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Credentials, open until this is disposed.</summary>
public interface IOpenCredentials : IDisposable
{
    ICredentialStore Credentials { get; }

    /// <summary>Adds an organization for credentials to belong to.</summary>
    ValueTask AddAsync(Organization organization);

    /// <summary>From now on no audit entry can be written.</summary>
    void RefuseAuditEntries();
}
