using NextModel.Audit;

namespace NextModel.Catalog;

/// <summary>Where models and sources that operators set are kept. Every write is durable when it returns, and its audit entry with it: both or neither.</summary>
public interface ISetEntryStore
{
    /// <summary>All of them in the order they were set; for the start of a process.</summary>
    ValueTask<IReadOnlyList<SetEntry>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds one.</summary>
    ValueTask AddAsync(SetEntry entry, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Notes that one was withdrawn.</summary>
    ValueTask WithdrawAsync(SetEntry entry, AuditDraft audit, CancellationToken cancellationToken);
}
