namespace NextModel.Limits;

/// <summary>Nothing could be leased, or nobody knows whether it was: the database of the budgets cannot be reached.</summary>
public sealed class BudgetLeaseException : IOException
{
    public BudgetLeaseException()
    {
    }

    public BudgetLeaseException(string message)
        : base(message)
    {
    }

    public BudgetLeaseException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
