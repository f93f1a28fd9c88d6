using NextModel.Audit;

namespace NextModel.Policies;

/// <summary>Where policies are kept, every version of each. Every write is durable when it returns, and its audit entry with it: both or neither.</summary>
public interface IPolicyStore
{
    /// <summary>The newest version of each policy in force, for the start of a process.</summary>
    ValueTask<IReadOnlyList<Policy>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>The newest version of a policy in force; null when it is not.</summary>
    ValueTask<Policy?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Adds a policy or its next version, which is in force from then on.</summary>
    ValueTask PutAsync(Policy policy, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Takes a policy out of force; its versions stay, because receipts name them.</summary>
    ValueTask RetireAsync(Policy policy, DateTimeOffset at, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Versions of a policy, newest first, also of one that is retired.</summary>
    /// <param name="id">Which.</param>
    /// <param name="before">Only versions below this one; null for all.</param>
    /// <param name="limit">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<IReadOnlyList<Policy>> ReadVersionsAsync(Guid id, long? before, int limit, CancellationToken cancellationToken);
}
