using NextModel.Audit;

namespace NextModel.Reporting.Reconciliation;

/// <summary>
/// Where runs are noted. A write is durable when it returns, and its audit entry with it: both or neither.
/// </summary>
public interface IReconciliationStore
{
    /// <summary>The run of any organization; whoever asks must be let see it.</summary>
    ValueTask<StoredReconciliation?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The run with this report; null when there is none.</summary>
    ValueTask<StoredReconciliation?> FindByReportAsync(string organizationId, string reportSha256, CancellationToken cancellationToken);

    /// <summary>Runs, newest first.</summary>
    /// <param name="organizationId">Whose.</param>
    /// <param name="before">Only those older than this one; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<StoredReconciliation>> ListAsync(string organizationId, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>True when a run of the organization has this file of this provider.</summary>
    ValueTask<bool> HasFileAsync(string organizationId, string provider, string sha256, CancellationToken cancellationToken);

    ValueTask AddAsync(StoredReconciliation run, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Removes a run. Returns the digests of its files that no other run of the organization has.</summary>
    ValueTask<IReadOnlyList<string>> DeleteAsync(string organizationId, Guid id, AuditDraft audit, CancellationToken cancellationToken);
}
