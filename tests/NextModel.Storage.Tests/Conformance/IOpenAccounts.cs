using NextModel.Accounts;
using NextModel.Identity;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Accounts, their sessions, and the tenancy they are members of, open until this is disposed.</summary>
public interface IOpenAccounts : IOpenAudit
{
    IAccountStore Accounts { get; }

    ISessionStore Sessions { get; }

    ITenancyStore Tenancy { get; }
}
