namespace NextModel.Limits;

/// <summary>What became of an attempt to lease more of budgets.</summary>
public enum LeaseOutcome
{
    /// <summary>There is enough now, unless another request takes it first.</summary>
    Enough = 1,

    /// <summary>There is not enough to be had.</summary>
    NotEnough,

    /// <summary>Nobody can say: the database cannot be reached.</summary>
    Unreachable,
}
