namespace NextModel.Credits;

/// <summary>How far a refund or dispute has come. A later state is never followed by an earlier one. Numbers are persisted and never change.</summary>
public enum PaymentFactState
{
    /// <summary>Asked for, or only a warning: nothing moved.</summary>
    Pending = 1,

    /// <summary>The money moved.</summary>
    Done = 2,

    /// <summary>It failed, was rejected, or the dispute was won: the money is where it was before.</summary>
    Void = 3,
}
