namespace NextModel.Credits;

/// <summary>What a posting takes is not there any more, or held for requests of some replica: nothing of it was posted.</summary>
public sealed class CreditHeldException : InvalidOperationException
{
    public CreditHeldException()
        : base("What this takes is not there any more, or held for requests in flight.")
    {
    }

    public CreditHeldException(string message)
        : base(message)
    {
    }

    public CreditHeldException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
