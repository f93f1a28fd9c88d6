using NextModel.Ledger;

namespace NextModel.Storage.Moving;

/// <summary>One of the two ends of a move: an installation that is read, or an empty place that is filled.</summary>
/// <remarks>Rows are arrays of values, each a <see cref="long"/>, a <see cref="string"/>, an array of bytes, or null: what both engines keep.</remarks>
public abstract class MoveEnd : IAsyncDisposable
{
    /// <summary>Which it is, for people.</summary>
    public abstract string Name { get; }

    /// <summary>True when it keeps the table.</summary>
    public abstract bool Keeps(MovedTable table);

    /// <summary>Rows of a table, one at a time; what is given is used before the next is asked for.</summary>
    public abstract IAsyncEnumerable<object?[]> ReadAsync(MovedTable table, IReadOnlyList<string> columns, CancellationToken cancellationToken);

    /// <summary>Fills a table.</summary>
    public abstract ValueTask WriteAsync(MovedTable table, IReadOnlyList<string> columns, IAsyncEnumerable<object?[]> rows, CancellationToken cancellationToken);

    /// <summary>Positions of the oldest and the newest receipt whose row is there; 0 and 0 when there is none.</summary>
    public abstract ValueTask<(long First, long Last)> ReadRangeAsync(CancellationToken cancellationToken);

    /// <summary>Makes ready for receipts at these positions.</summary>
    public virtual ValueTask MakeRoomAsync(long first, long last, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>The keys that sign, and those that did, oldest first.</summary>
    public abstract ValueTask<IReadOnlyList<KeptSigningKey>> ReadKeysAsync(CancellationToken cancellationToken);

    /// <summary>Takes the keys in.</summary>
    public abstract ValueTask WriteKeysAsync(IReadOnlyList<KeptSigningKey> keys, CancellationToken cancellationToken);

    /// <summary>Makes of what was written an installation. Until then a server finds nothing there.</summary>
    public abstract ValueTask FinishAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}
