namespace NextModel.Ledger;

/// <summary>What was found out about the rows of one commit, as they stand in a ledger.</summary>
/// <param name="Receipts">Of each row.</param>
/// <param name="Problem">What is wrong with the commit as a whole, or null.</param>
internal sealed record CommitVerdict(IReadOnlyList<ReceiptVerdict> Receipts, ReceiptProblem? Problem)
{
    /// <summary>Checks rows that stand together up to a seal, or up to the ledger's end.</summary>
    public static CommitVerdict Of(IReadOnlyList<LedgerRow> rows, ReceiptVerifier verifier)
    {
        var receipts = new ReceiptVerdict[rows.Count];
        for (var i = 0; i < receipts.Length; i++)
        {
            receipts[i] = verifier.Verify(rows[i]) ?? Changed(rows[i]);
        }

        return new CommitVerdict(receipts, CheckSeal(rows, verifier.Keys));
    }

    private static ReceiptVerdict Changed(LedgerRow row)
    {
        var place = new ReceiptPlace(
            ReceiptIds.ReceiptId(row.Id), row.Form.OrganizationId, row.LogId.ToString(), row.LogSequence, row.PreviousHash, row.Hash, CanonicalText.Time(row.CompletedAt));
        return new ReceiptVerdict([new(ReceiptProblemCode.HashMismatch, $"{place.ReceiptId} does not hash to {row.Hash}: it was changed.")], place);
    }

    private static ReceiptProblem? CheckSeal(IReadOnlyList<LedgerRow> rows, VerifyingKeys keys)
    {
        for (var i = 0; i < rows.Count; i++)
        {
            if (rows[i].CommitIndex != i)
            {
                return new(ReceiptProblemCode.ChainGap, "Rows of this commit are missing or stand elsewhere, so that its signature cannot be checked.");
            }
        }

        if (rows[^1].Seal is not { Bytes.Length: CommitSeal.Size } seal)
        {
            return rows[^1].Seal is null
                ? new(ReceiptProblemCode.ChainGap, "The ledger ends inside a commit: its last rows are missing.")
                : new(ReceiptProblemCode.SignatureInvalid, "The signature of this commit does not have the size of one.");
        }

        return SignedRoot.Check(seal, MerkleTree.RootOf([.. rows.Select(row => row.Hash)]), rows.Count, keys);
    }
}
