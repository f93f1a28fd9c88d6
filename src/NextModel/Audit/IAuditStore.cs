namespace NextModel.Audit;

/// <summary>Where the audit trail is kept. A store that changes objects appends the entry in the same transaction as the change.</summary>
public interface IAuditStore
{
    /// <summary>Appends an entry of its own, durably: for changes that are not in the same database.</summary>
    ValueTask AppendAsync(AuditDraft draft, CancellationToken cancellationToken);

    ValueTask<IReadOnlyList<AuditEntry>> ListAsync(AuditQuery query, CancellationToken cancellationToken);
}
