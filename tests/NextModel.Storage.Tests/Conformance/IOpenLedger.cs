using NextModel.Ledger;

namespace NextModel.Storage.Tests.Conformance;

/// <summary>A store that is open until this is disposed.</summary>
public interface IOpenLedger : IDisposable
{
    ILedgerStore Store { get; }

    /// <summary>The signed form of every checkpoint there is, oldest first.</summary>
    IReadOnlyList<string> Checkpoints();
}
