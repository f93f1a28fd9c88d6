namespace NextModel.Ledger;

/// <summary>The Merkle tree over all receipts of one organization, in the order they were written, through all its logs.</summary>
/// <param name="Size">Receipts in it.</param>
/// <param name="Root">Its root (RFC 9162 §2.1.1); a leaf is the hash of 0x00 and a receipt's hash.</param>
public sealed record TreeHead(long Size, ReceiptHash Root);
