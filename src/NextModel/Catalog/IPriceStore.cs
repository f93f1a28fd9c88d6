using NextModel.Audit;

namespace NextModel.Catalog;

/// <summary>Where prices that operators set are kept. Every write is durable when it returns, and its audit entry with it: both or neither.</summary>
public interface IPriceStore
{
    /// <summary>All of them in the order they were set, without <see cref="SetPrice.Price"/>; for the start of a process.</summary>
    ValueTask<IReadOnlyList<SetPrice>> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Adds one.</summary>
    ValueTask AddAsync(SetPrice price, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Notes that one was withdrawn.</summary>
    ValueTask WithdrawAsync(SetPrice price, AuditDraft audit, CancellationToken cancellationToken);
}
