using NextModel.Reporting;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Share links, open until this is disposed.</summary>
public interface IOpenShares : IDisposable
{
    IReceiptShareStore Shares { get; }

    /// <summary>Entries of the audit trail.</summary>
    long CountAuditEntries();

    /// <summary>From now on no audit entry can be written.</summary>
    void RefuseAuditEntries();
}
