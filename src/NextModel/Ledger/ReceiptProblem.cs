namespace NextModel.Ledger;

/// <summary>One thing that is wrong: the code scripts go by, and a sentence for people.</summary>
public sealed record ReceiptProblem(ReceiptProblemCode Code, string Message)
{
    /// <summary>The code as verifiers print it.</summary>
    public string Wire => Code switch
    {
        ReceiptProblemCode.SchemaUnknown => "receipt_schema_unknown",
        ReceiptProblemCode.HashMismatch => "receipt_hash_mismatch",
        ReceiptProblemCode.SignatureInvalid => "receipt_signature_invalid",
        ReceiptProblemCode.KeyUnknown => "receipt_key_unknown",
        ReceiptProblemCode.RequestIdMismatch => "receipt_request_id_mismatch",
        ReceiptProblemCode.AmountMismatch => "receipt_amount_mismatch",
        ReceiptProblemCode.ChainBroken => "receipt_chain_broken",
        ReceiptProblemCode.ChainGap => "receipt_chain_gap",
        _ => throw new ArgumentOutOfRangeException(nameof(Code), Code, null),
    };
}
