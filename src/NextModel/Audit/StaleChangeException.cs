namespace NextModel.Audit;

/// <summary>A change was made from a version that is gone: somebody else, perhaps on another replica, was faster. Nothing was written.</summary>
public sealed class StaleChangeException : Exception
{
    public StaleChangeException()
    {
    }

    public StaleChangeException(string message)
        : base(message)
    {
    }

    public StaleChangeException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>Throws unless a statement changed the one row that a change is of.</summary>
    public static void Require(AuditDraft draft, int rows)
    {
        ArgumentNullException.ThrowIfNull(draft);
        if (rows != 1)
        {
            throw new StaleChangeException($"The row of '{draft.Target}' is not at the version that '{draft.Action}' was made from.");
        }
    }
}
