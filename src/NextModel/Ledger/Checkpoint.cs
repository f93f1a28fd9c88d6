namespace NextModel.Ledger;

/// <summary>
/// A statement of how far every organization's newest log had come at one moment, and of the tree over all its receipts. Whoever keeps one
/// signed can tell a ledger that was cut, rewritten or rolled back, and can be shown that a receipt was in it. Earlier logs are pinned by the
/// chain, each log's first entry names the head of the one before, and by the tree.
/// </summary>
/// <param name="MadeAt">When, by the clock of the ledger's machine.</param>
/// <param name="Total">Receipts in the store; of one organization's view, receipts of the organization.</param>
/// <param name="Heads">One per organization, in the order of their ids.</param>
public sealed record Checkpoint(DateTimeOffset MadeAt, long Total, IReadOnlyList<LedgerHead> Heads)
{
    /// <summary>The <c>typ</c> of its JWS, so that no other signed text can pass for one.</summary>
    internal const string Type = "nextmodel.checkpoint";

    /// <summary>The signed form, with all heads.</summary>
    public string Sign(SigningKey key) => SignedCheckpoint.Sign(this, key).Text;

    /// <summary>Reads a signed checkpoint; null when it is none, or none of the keys signed it.</summary>
    public static Checkpoint? TryRead(string text, VerifyingKeys keys) => SignedCheckpoint.TryRead(text, keys, out _)?.Checkpoint;
}
