using NextModel.Credits;

namespace NextModel.Limits;

/// <summary>
/// The most one request can cost, held in each of its budgets and of its organization's credit until the truth is known. It ends exactly once: settled, released, or
/// unknown.
/// </summary>
public sealed class BudgetReservation
{
    private readonly BudgetTally[] _tallies;
    private readonly BudgetShare[] _leftBehind;
    private string? _servedBy;
    private bool _hasEnded;

    internal BudgetReservation(BudgetTally[] tallies, long reservedNano)
        : this(tallies, [], reservedNano)
    {
    }

    /// <summary>One whose budgets are known by their shares only; it takes from none of them.</summary>
    internal BudgetReservation(BudgetShare[] shares, long reservedNano)
        : this([], shares, reservedNano)
    {
    }

    private BudgetReservation(BudgetTally[] tallies, BudgetShare[] leftBehind, long reservedNano)
    {
        _tallies = tallies;
        _leftBehind = leftBehind;
        ReservedNano = reservedNano;
    }

    /// <summary>Budgets it takes from; 0 when only the credit counts the request.</summary>
    public int ShareCount => _tallies.Length + _leftBehind.Length;

    /// <summary>What it holds of the organization's credit; null where none is needed.</summary>
    public CreditHold? Credit { get; internal init; }

    /// <summary>Held in each of them, in 10⁻⁹ units.</summary>
    public long ReservedNano { get; }

    /// <summary>True when the credit or a hard budget made <see cref="OutputTokens"/> less than was asked for.</summary>
    public bool IsClamped => ClampedBy is not null || Credit is { Clamped: true };

    /// <summary>True when one of them is hard, or there is a credit: then no more than <see cref="ReservedNano"/> may be charged.</summary>
    public bool IsHard { get; internal init; }

    /// <summary>The bound on output tokens per choice that it pays for; null when the request has no output.</summary>
    public long? OutputTokens { get; internal init; }

    /// <summary>The budget that made <see cref="OutputTokens"/> less than was asked for; null when nothing did.</summary>
    public Guid? ClampedBy { get; internal init; }

    /// <summary>Charged to each of them that counts the model that served, in 10⁻⁹ units; what the receipt says. Counted when the receipt is durable.</summary>
    public long SettledNano { get; set; }

    /// <summary>What stays held because nobody knows the cost, in 10⁻⁹ units.</summary>
    public long UnknownNano { get; private init; }

    /// <summary>The reservation of a request that a dead process left behind, as its intent tells it.</summary>
    /// <remarks>Budgets keep it as unknown. The credit does not: only output that is known to be delivered is charged to it.</remarks>
    public static BudgetReservation LeftBehind(BudgetShare[] shares, long reservedNano, bool heldCredit = false) => new(shares, reservedNano)
    {
        UnknownNano = reservedNano,
        Credit = heldCredit ? CreditHold.LeftBehind(reservedNano) : null,
        _hasEnded = true,
    };

    /// <summary>Says which model served, by its catalog id: a budget of another model, which a fallback might have used, settles nothing.</summary>
    public void ServedBy(string model) => _servedBy = model;

    /// <summary>One of the budgets it takes from, and the window.</summary>
    /// <param name="share">From 0 to less than <see cref="ShareCount"/>.</param>
    public BudgetShare ShareAt(int share) => share < _tallies.Length
        ? new BudgetShare(_tallies[share].Account.Budget.Id, _tallies[share].Window.Key)
        : _leftBehind[share];

    /// <summary>What is charged to the budget of one share, in 10⁻⁹ units.</summary>
    /// <param name="share">From 0 to less than <see cref="ShareCount"/>.</param>
    public long SettledOf(int share) => Counts(share) ? SettledNano : 0;

    /// <summary>True until it has ended.</summary>
    internal bool IsOpen => !_hasEnded;

    internal IReadOnlyList<BudgetTally> Tallies => _tallies;

    /// <summary>Gives back what was reserved and books the rest; only under the keeper's lock. True when somebody is to be told.</summary>
    /// <exception cref="InvalidOperationException">It has ended already.</exception>
    internal bool End(long settled, long unknown)
    {
        if (_hasEnded)
        {
            throw new InvalidOperationException("A reservation ends once.");
        }

        _hasEnded = true;
        if (unknown == 0)
        {
            Credit?.End(settled);
        }

        var hasReached = false;
        for (var i = 0; i < _tallies.Length; i++)
        {
            var tally = _tallies[i];
            tally.End(ReservedNano, Counts(i) ? settled : 0, unknown);

            // Where replicas share budgets, what all of them counted says so, when it is told.
            hasReached |= tally.HasReached && !tally.Account.IsLeased;
        }

        return hasReached;
    }

    private bool Counts(int share) =>
        _servedBy is null || share >= _tallies.Length || _tallies[share].Account.Budget.Model is not { } model || model == _servedBy;
}
