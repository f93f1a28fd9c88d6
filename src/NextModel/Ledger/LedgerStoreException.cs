namespace NextModel.Ledger;

/// <summary>The ledger could not be written; nothing of the batch was added.</summary>
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
}
