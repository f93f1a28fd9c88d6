namespace NextModel.Limits;

/// <summary>What the receipts of one commit add to budgets, one count per budget and window. Used again for the next commit.</summary>
public sealed class BudgetCounts
{
    private readonly Dictionary<(Guid Budget, long Window), BudgetCount> _counts = [];

    /// <summary>One per budget and window, in no order.</summary>
    public IReadOnlyCollection<BudgetCount> All => _counts.Values;

    public void Clear() => _counts.Clear();

    /// <summary>Adds what one request takes from each of its budgets.</summary>
    public void Add(BudgetReservation? reservation)
    {
        if (reservation is null || reservation.ShareCount == 0 || (reservation.SettledNano == 0 && reservation.UnknownNano == 0))
        {
            return;
        }

        for (var i = 0; i < reservation.ShareCount; i++)
        {
            var (budget, window) = reservation.ShareAt(i);
            var settled = reservation.SettledOf(i);
            if (settled == 0 && reservation.UnknownNano == 0)
            {
                continue;
            }

            var sum = _counts.GetValueOrDefault((budget, window));
            _counts[(budget, window)] = new BudgetCount(budget, window, sum.SettledNano + settled, sum.UnknownNano + reservation.UnknownNano);
        }
    }
}
