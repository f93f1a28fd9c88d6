using NextModel.Catalog;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Set models and sources, open until this is disposed.</summary>
public interface IOpenEntries : IDisposable
{
    ISetEntryStore Entries { get; }

    /// <summary>From now on no audit entry can be written.</summary>
    void RefuseAuditEntries();
}
