namespace NextModel.Limits;

/// <summary>
/// Where replicas that share budgets lease parts of them: what is settled, unknown and leased is at most the limit of a hard budget at every
/// moment, for all of them together.
/// </summary>
public interface IBudgetLeaseStore
{
    /// <summary>Leases what is asked for, one by one: of each at least what is needed, or nothing.</summary>
    /// <param name="asks">In ascending order of budgets.</param>
    /// <param name="cancellationToken">Gives up; what was leased by then stays with this replica until it ends.</param>
    /// <exception cref="BudgetLeaseException">The database cannot be reached, or nobody knows whether it leased.</exception>
    ValueTask<IReadOnlyList<BudgetLease>> TakeAsync(IReadOnlyList<BudgetLeaseAsk> asks, CancellationToken cancellationToken);

    /// <summary>Gives back what is not needed.</summary>
    ValueTask GiveBackAsync(IReadOnlyList<BudgetPart> parts, CancellationToken cancellationToken);

    /// <summary>Leases a part of an organization's credit: at least what is needed, or nothing. What is leased is never more than the balance.</summary>
    /// <exception cref="BudgetLeaseException">The database cannot be reached, or nobody knows whether it leased.</exception>
    ValueTask<CreditLease> TakeAsync(CreditLeaseAsk ask, CancellationToken cancellationToken);

    /// <summary>Gives back what is not needed.</summary>
    ValueTask GiveBackAsync(IReadOnlyList<CreditPart> parts, CancellationToken cancellationToken);

    /// <summary>Asks the other replicas to give back what they hold and do not need now.</summary>
    /// <param name="budgets">Of these budgets.</param>
    /// <param name="organizationId">Of this organization's credit; null of none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="BudgetLeaseException">The database cannot be reached.</exception>
    ValueTask AskOthersAsync(IReadOnlyList<Guid> budgets, string? organizationId, CancellationToken cancellationToken);

    /// <summary>What was counted in windows, by all replicas; those without a count are left out.</summary>
    ValueTask<IReadOnlyList<BudgetCount>> ReadAsync(IReadOnlyList<BudgetShare> windows, CancellationToken cancellationToken);
}
