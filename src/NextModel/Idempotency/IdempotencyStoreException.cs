namespace NextModel.Idempotency;

/// <summary>Keys could not be read or written; of the write nothing was done.</summary>
public sealed class IdempotencyStoreException : IOException
{
    public IdempotencyStoreException()
    {
    }

    public IdempotencyStoreException(string message)
        : base(message)
    {
    }

    public IdempotencyStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
