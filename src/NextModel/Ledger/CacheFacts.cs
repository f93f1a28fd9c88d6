using NextModel.Caching;

namespace NextModel.Ledger;

/// <summary>What the exact cache had to do with a request.</summary>
/// <param name="Status"><c>hit</c>, <c>miss</c> or <c>bypass</c>.</param>
/// <param name="Reason">Why it was bypassed or not storable, in a word; null when there is nothing to say.</param>
/// <param name="Key">The cache key; receipts show it only keyed. Null when none was made.</param>
/// <param name="Storable">Whether the answer was stored or could have been.</param>
/// <param name="FreshReceipt">Receipt id of the answer that was replayed; null when fresh.</param>
/// <param name="AgeSeconds">Age of the replayed entry; null when fresh.</param>
public readonly record struct CacheFacts(
    string Status, string? Reason, Digest? Key, bool Storable, string? FreshReceipt, long? AgeSeconds);
