using NextModel.Credits;
using NextModel.Identity;
using NextModel.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>A store of credit, open until this is disposed.</summary>
public interface IOpenCredits : IDisposable
{
    ICreditStore Credits { get; }

    /// <summary>The ledger that posts charges with receipts; null for a store that has none.</summary>
    ILedgerStore? Ledger { get; }

    /// <summary>Adds an organization for credit to belong to.</summary>
    ValueTask AddAsync(Organization organization);
}
