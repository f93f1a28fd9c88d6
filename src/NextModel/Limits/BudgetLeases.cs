using System.Diagnostics.CodeAnalysis;

namespace NextModel.Limits;

/// <summary>
/// Gets a replica its part of budgets that others use too. Requests reserve in memory out of what the replica holds; it asks for more when that is
/// not enough, and gives back what it has not needed for a while, or when another one asks.
/// </summary>
/// <remarks>
/// No request is refused while enough is free: what others hold and do not use comes back within <see cref="Patience"/>, or a replica that would
/// give it back is not heard and loses it with its lease on life.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A semaphore whose wait handle nobody asks for holds nothing that must be given back.")]
public sealed class BudgetLeases
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(160);

    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly BudgetKeeper _keeper;
    private readonly IBudgetLeaseStore _store;
    private readonly TimeProvider _time;

    internal BudgetLeases(BudgetKeeper keeper, IBudgetLeaseStore store, TimeProvider time)
    {
        _keeper = keeper;
        _store = store;
        _time = time;
    }

    /// <summary>How long a request waits for what others are asked to give back.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    /// <summary>What was not needed for so long is given back.</summary>
    public static TimeSpan IdleAfter { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How often to call <see cref="RefreshAsync"/>.</summary>
    public static TimeSpan Interval { get; } = TimeSpan.FromSeconds(2);

    /// <summary>Gets so much of the chain's hard budgets that an amount can be reserved in each.</summary>
    /// <param name="chain">What counts the request.</param>
    /// <param name="least">What it puts up with, in 10⁻⁹ units.</param>
    /// <param name="wanted">What it would have; at least as much.</param>
    /// <param name="cancellationToken">The caller has gone.</param>
    public async ValueTask<LeaseOutcome> ExtendAsync(BudgetChain chain, long least, long wanted, CancellationToken cancellationToken)
    {
        try
        {
            return await LeaseAsync(chain, least, wanted, cancellationToken) ? LeaseOutcome.Enough : LeaseOutcome.NotEnough;
        }
        catch (BudgetLeaseException)
        {
            return LeaseOutcome.Unreachable;
        }
    }

    /// <summary>Learns what all replicas have counted, and gives back what was not needed for a while.</summary>
    public async ValueTask RefreshAsync(CancellationToken cancellationToken)
    {
        await GiveBackAsync(_keeper.Slices!.TakeIdle(null, _time.GetUtcNow() - IdleAfter), _keeper.Credits.TakeIdle(null, _time.GetUtcNow() - IdleAfter), cancellationToken);
        if (_keeper.Slices.Windows() is { Count: > 0 } windows)
        {
            _keeper.Tell(await _store.ReadAsync(windows, cancellationToken));
        }
    }

    /// <summary>Gives back what is not needed now of one budget: another replica asks for it.</summary>
    public ValueTask GiveBackAsync(Guid budget, CancellationToken cancellationToken) =>
        GiveBackAsync(_keeper.Slices!.TakeIdle(budget, DateTimeOffset.MaxValue), [], cancellationToken);

    /// <summary>The same of an organization's credit.</summary>
    public ValueTask GiveBackAsync(string organizationId, CancellationToken cancellationToken) =>
        GiveBackAsync([], _keeper.Credits.TakeIdle(organizationId, DateTimeOffset.MaxValue), cancellationToken);

    /// <summary>Gives back all that requests in flight do not hold: the process ends.</summary>
    public ValueTask GiveBackAllAsync(CancellationToken cancellationToken) =>
        GiveBackAsync(_keeper.Slices!.TakeIdle(null, DateTimeOffset.MaxValue), _keeper.Credits.TakeIdle(null, DateTimeOffset.MaxValue), cancellationToken);

    private async ValueTask GiveBackAsync(List<BudgetPart> budgets, IReadOnlyList<(string OrganizationId, long Nano)> credits, CancellationToken cancellationToken)
    {
        if (budgets.Count > 0)
        {
            await _store.GiveBackAsync(budgets, cancellationToken);
        }

        if (credits.Count > 0)
        {
            await _store.GiveBackAsync([.. credits.Select(one => new CreditPart(one.OrganizationId, one.Nano))], cancellationToken);
        }
    }

    private async ValueTask<bool> LeaseAsync(BudgetChain chain, long least, long wanted, CancellationToken cancellationToken)
    {
        var began = _time.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause < LongestPause ? pause * 2 : pause)
        {
            if (await TryLeaseAsync(chain, least, wanted, cancellationToken) is not { } shortage)
            {
                return true;
            }

            // Where it would not be enough whatever others give back, nobody is asked.
            if (shortage.IsFinal || _time.GetElapsedTime(began) >= Patience)
            {
                return false;
            }

            await _store.AskOthersAsync(shortage.Budgets, shortage.OrganizationId, cancellationToken);
            await Task.Delay(pause, _time, cancellationToken);
        }
    }

    // One at a time: what is being leased for one request may be enough for the next one too, which must not be refused meanwhile.
    private async ValueTask<LeaseShortage?> TryLeaseAsync(BudgetChain chain, long least, long wanted, CancellationToken cancellationToken)
    {
        await _one.WaitAsync(cancellationToken);
        try
        {
            var asks = _keeper.Slices!.Missing(chain, least, wanted);
            var shortage = asks.Count == 0 ? null : _keeper.Slices.Grant(asks, await _store.TakeAsync(asks, cancellationToken));
            if (_keeper.Slices.MissingCredit(chain, least, wanted) is not { } ask)
            {
                return shortage;
            }

            var lease = await _store.TakeAsync(ask, cancellationToken);
            var othersHoldIt = _keeper.Slices.Grant(chain, ask, lease);
            return lease.GrantedNano > 0
                ? shortage
                : new LeaseShortage(shortage?.Budgets ?? [], ask.OrganizationId, IsFinal: !othersHoldIt || shortage is { IsFinal: true });
        }
        finally
        {
            _one.Release();
        }
    }
}
