namespace NextModel.Ledger;

/// <summary>The ledger could not be written; nothing of the batch was added, unless it <see cref="IsUnknown"/>.</summary>
public sealed class LedgerStoreException : IOException
{
    public LedgerStoreException()
    {
    }

    public LedgerStoreException(string message)
        : base(message)
    {
    }

    public LedgerStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// True when trying again could lie: after a failed fsync the system may call a page clean that never reached the disk. The process
    /// must stop accepting, drain and verify at the next start.
    /// </summary>
    public bool IsFatal { get; init; }

    /// <summary>
    /// True when nobody can say yet whether the batch was added: the connection broke after its commit was sent, and the database did not come
    /// back in time to be asked. All of the batch was added or nothing, and the store finds out before it adds another.
    /// </summary>
    public bool IsUnknown { get; init; }
}
