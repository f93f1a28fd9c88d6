namespace NextModel.Audit;

/// <summary>A change makes what must be there once, and somebody else, on another replica, was faster. Nothing was written.</summary>
public sealed class TakenChangeException : Exception
{
    public TakenChangeException()
    {
    }

    public TakenChangeException(string message)
        : base(message)
    {
    }

    public TakenChangeException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
