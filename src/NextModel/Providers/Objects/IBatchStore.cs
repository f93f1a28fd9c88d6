namespace NextModel.Providers.Objects;

/// <summary>
/// The batches that projects have had made, and which of them are charged. One process at a time may charge a batch; what it holds another one gets only
/// when it has ended, and then it can write nothing any more.
/// </summary>
public interface IBatchStore
{
    /// <summary>Notes a batch; nothing changes where it is noted already. Durable when it returns; false where that could not be written.</summary>
    ValueTask<bool> AddAsync(Batch made, CancellationToken cancellationToken);

    /// <summary>A batch of a project; null where none is noted.</summary>
    ValueTask<Batch?> FindAsync(string organizationId, string projectId, string id, CancellationToken cancellationToken);

    /// <summary>Batches of everybody that are not charged, the oldest first.</summary>
    ValueTask<IReadOnlyList<Batch>> ReadOpenAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Asks for the right to charge a batch. Durable when it returns.</summary>
    ValueTask<BatchClaim> ClaimAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>Gives the right back: nothing was written.</summary>
    ValueTask ReleaseAsync(Batch batch, CancellationToken cancellationToken);

    /// <summary>Every receipt of the batch is durable.</summary>
    ValueTask CloseAsync(Batch batch, CancellationToken cancellationToken);
}
