namespace NextModel.Idempotency;

/// <summary>
/// Keys and answers over restarts. A write is durable when it completes, even through power loss: a key that is forgotten lets a retry
/// be charged a second time. Expired keys are as good as gone.
/// </summary>
/// <remarks>All of it fails with <see cref="IdempotencyStoreException"/> when the storage does.</remarks>
public interface IIdempotencyStore
{
    /// <summary>Most bytes that the answers of one project take: 256 MiB.</summary>
    const long DefaultProjectBytes = 256L << 20;

    /// <summary>The key's row; null when there is none that has not expired by <paramref name="now"/>.</summary>
    ValueTask<IdempotencyRow?> FindAsync(IdempotencyKey key, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Takes a key for the request that the row names; false when somebody else has it.</summary>
    ValueTask<bool> ClaimAsync(IdempotencyRow claim);

    /// <summary>
    /// Puts the outcome in the place of the same request's claim; then the project's oldest answers beyond its limit are erased. Nothing
    /// happens when the claim is gone.
    /// </summary>
    ValueTask SettleAsync(IdempotencyRow outcome);

    /// <summary>Gives up the claim of a request: its key is as if it had never been used.</summary>
    ValueTask FreeAsync(IdempotencyKey key, Guid receipt);

    /// <summary>Every claim that has no outcome yet.</summary>
    ValueTask<IReadOnlyList<IdempotencyRow>> ReadClaimsAsync(CancellationToken cancellationToken);

    /// <summary>Erases all answers of a project, not the memory that its keys were used, and returns how many there were.</summary>
    ValueTask<int> EraseProjectAsync(string organization, string project);

    /// <summary>Erases the answer of one receipt likewise.</summary>
    ValueTask<int> EraseReceiptAsync(string organization, string project, Guid receipt);

    /// <summary>Deletes what has expired by <paramref name="now"/> and returns how many keys that were.</summary>
    ValueTask<int> DeleteExpiredAsync(DateTimeOffset now, CancellationToken cancellationToken);
}
