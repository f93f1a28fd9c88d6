using NextModel.Identity;
using NextModel.Reporting.Reconciliation;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Runs against providers' files, open until this is disposed.</summary>
public interface IOpenReconciliations : IDisposable
{
    IReconciliationStore Reconciliations { get; }

    /// <summary>Adds an organization for runs to belong to.</summary>
    ValueTask AddAsync(Organization organization);

    /// <summary>From now on no audit entry can be written.</summary>
    void RefuseAuditEntries();
}
