namespace NextModel.Limits;

/// <summary>A budget and where it stands in its present window, as of one moment; amounts in 10⁻⁹ units.</summary>
/// <param name="Budget">What it is.</param>
/// <param name="Window">The window it counts in now.</param>
/// <param name="SettledNano">Charged, on durable receipts.</param>
/// <param name="ReservedNano">Held for requests in flight.</param>
/// <param name="UnknownNano">Held for requests that a dead process left behind.</param>
public sealed record BudgetState(Budget Budget, BudgetWindow Window, long SettledNano, long ReservedNano, long UnknownNano)
{
    /// <summary>What is left; 0 when there is nothing, or less.</summary>
    public long RemainingNano => Math.Max(0, Budget.LimitNano - SettledNano - ReservedNano - UnknownNano);
}
