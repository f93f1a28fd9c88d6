namespace NextModel.Reporting.Reconciliation;

/// <summary>How an attempt ended, as far as a bill is concerned.</summary>
public enum AttemptEnd
{
    Ok = 1,

    /// <summary>Stopped in the middle, by whomever: a provider may charge for it or not.</summary>
    Aborted = 2,

    /// <summary>The provider answered with an error, or was not reached.</summary>
    Error = 3,

    Timeout = 4,
}
