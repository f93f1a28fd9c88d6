namespace NextModel.Ledger;

/// <summary>What can be wrong with a receipt or a log. The list is closed; docs/reference/receipt.md describes each.</summary>
public enum ReceiptProblemCode
{
    SchemaUnknown = 1,
    HashMismatch = 2,
    SignatureInvalid = 3,
    KeyUnknown = 4,
    RequestIdMismatch = 5,
    AmountMismatch = 6,
    ChainBroken = 7,
    ChainGap = 8,
}
