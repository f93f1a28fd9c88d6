namespace NextModel.Ledger;

/// <summary>What the verifier found out about one receipt.</summary>
/// <param name="Problems">Empty when the receipt is genuine.</param>
/// <param name="Place">Where it stands in its log; null when the text could not be read that far.</param>
public sealed record ReceiptVerdict(IReadOnlyList<ReceiptProblem> Problems, ReceiptPlace? Place)
{
    public bool IsGenuine => Problems.Count == 0;
}
