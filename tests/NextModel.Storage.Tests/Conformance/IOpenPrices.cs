using NextModel.Catalog;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>Set prices, open until this is disposed.</summary>
public interface IOpenPrices : IDisposable
{
    IPriceStore Prices { get; }

    /// <summary>From now on no audit entry can be written.</summary>
    void RefuseAuditEntries();
}
