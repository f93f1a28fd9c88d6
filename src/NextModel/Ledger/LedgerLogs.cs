using System.Collections.Concurrent;
using NextModel.Secrets;

namespace NextModel.Ledger;

/// <summary>The open logs of this process, one per organization, each opened by the organization's first receipt.</summary>
/// <param name="heads">Where the organizations' last logs ended, read at start.</param>
/// <param name="keys">Data keys, for the secret under which receipts show hashes.</param>
/// <param name="time">Gives log ids their time.</param>
public sealed class LedgerLogs(IEnumerable<LedgerHead> heads, DataKeyRing keys, TimeProvider time)
{
    private readonly Dictionary<string, LedgerHead> _heads = heads.ToDictionary(head => head.OrganizationId, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, LedgerLog> _open = new(StringComparer.Ordinal);

    /// <summary>The head of every organization's newest log; those that have written nothing since the start rest where they were.</summary>
    internal IEnumerable<LedgerHead> Heads()
    {
        var now = _open.Select(log => log.Value.Head).OfType<LedgerHead>().ToDictionary(head => head.OrganizationId, StringComparer.Ordinal);
        return now.Values.Concat(_heads.Values.Where(head => !now.ContainsKey(head.OrganizationId)));
    }

    internal LedgerLog For(string organizationId) =>
        _open.TryGetValue(organizationId, out var log) ? log : _open.GetOrAdd(organizationId, Begin);

    /// <summary>Ends a log whose end is not known. The next receipt of its organization begins another, which continues what this one continued.</summary>
    internal void Close(LedgerLog log)
    {
        log.Close();
        _open.TryRemove(KeyValuePair.Create(log.OrganizationId, log));
    }

    private LedgerLog Begin(string organizationId)
    {
        var key = keys.Find(organizationId)
            ?? throw new InvalidOperationException($"Organization {organizationId} has no data key, so its receipts cannot be written.");
        var predecessor = _heads.TryGetValue(organizationId, out var head) ? head.Hash : ReceiptHash.None;
        return new LedgerLog(Guid.CreateVersion7(time.GetUtcNow()), organizationId, predecessor, key.Derive("receipt-digest"));
    }
}
