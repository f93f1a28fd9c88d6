using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>A ledger and the budgets it counts, open until this is disposed.</summary>
public interface IOpenLimits : IOpenLedger
{
    ILimitStore Limits { get; }

    /// <summary>Adds an organization for budgets to belong to.</summary>
    ValueTask AddAsync(Organization organization);

    /// <summary>From now on no audit entry can be written.</summary>
    void RefuseAuditEntries();
}
