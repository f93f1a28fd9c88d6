using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Reporting.Archives;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>A ledger and the reports over it, open until this is disposed.</summary>
public interface IOpenReports : IOpenLedger
{
    IReportStore Reports { get; }

    IReceiptIndex Index { get; }

    IReceiptTrees Trees { get; }

    IArchiveStore Archives { get; }

    /// <summary>Carries what reports read from up to the ledger's end.</summary>
    void CatchUp();
}
