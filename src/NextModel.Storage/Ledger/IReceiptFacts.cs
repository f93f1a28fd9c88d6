using NextModel.Ledger;

namespace NextModel.Storage.Ledger;

/// <summary>What reports need of the receipts of a ledger, archived ones too: the source that <c>derived.db</c> is made from.</summary>
internal interface IReceiptFacts
{
    /// <summary>Receipts after a position, oldest first.</summary>
    IEnumerable<ReceiptFact> After(long position, int limit = int.MaxValue);

    /// <summary>Position of the newest receipt; 0 when there is none.</summary>
    long Head();

    /// <summary>The receipts at the given positions, in no order.</summary>
    IEnumerable<ReceiptFact> At(IEnumerable<long> positions);

    /// <summary>Hash of the receipt at a position; null when there is none.</summary>
    ReceiptHash? HashAt(long position);
}
