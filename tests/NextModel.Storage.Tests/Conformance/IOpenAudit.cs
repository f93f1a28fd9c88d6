using NextModel.Audit;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>An audit trail, open until this is disposed.</summary>
public interface IOpenAudit : IDisposable
{
    IAuditStore Audits { get; }

    /// <summary>From now on no audit entry can be written.</summary>
    void RefuseAuditEntries();
}
