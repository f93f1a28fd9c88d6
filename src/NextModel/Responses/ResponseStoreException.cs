namespace NextModel.Responses;

/// <summary>Responses could not be read or written; of the write nothing was done.</summary>
public sealed class ResponseStoreException : IOException
{
    public ResponseStoreException()
    {
    }

    public ResponseStoreException(string message)
        : base(message)
    {
    }

    public ResponseStoreException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
