namespace NextModel.Audit;

/// <summary>The record of who changed what. Entries are chained by hash and signed one by one.</summary>
public sealed class AuditTrail(IAuditStore store, TimeProvider time)
{
    /// <summary>Notes a change whose own store cannot append the entry in its transaction.</summary>
    /// <param name="actor">Who, from where.</param>
    /// <param name="action">Kind of object, dot, verb: <c>cache.purge</c>.</param>
    /// <param name="target">Id of the object.</param>
    /// <param name="organization">Id of its organization; empty for the installation's own.</param>
    /// <param name="before">The object before, as a JSON object without secrets, or null.</param>
    /// <param name="after">The object afterwards, likewise.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask RecordAsync(
        AuditActor actor, string action, string target, string organization, string? before, string? after, CancellationToken cancellationToken) =>
        store.AppendAsync(
            new AuditDraft(actor, action, target, organization, time.GetUtcNow()) { Before = before, After = after }, cancellationToken);

    public ValueTask<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken) =>
        store.ListAsync(query, cancellationToken);

    /// <summary>All entries that match, oldest first, page by page.</summary>
    public async IAsyncEnumerable<AuditEntry> ExportAsync(
        AuditQuery query, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var next = query with { OldestFirst = true };
        while (true)
        {
            var page = await store.ListAsync(next, cancellationToken);
            foreach (var entry in page)
            {
                yield return entry;
            }

            if (page.Count < query.Limit)
            {
                yield break;
            }

            next = next with { After = page[^1].Sequence };
        }
    }
}
