using Microsoft.Extensions.Logging.Abstractions;
using NextModel.Audit;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Secrets;
using NextModel.Storage.Postgres.Ledger;
using NextModel.Storage.Sql;
using NextModel.Storage.Sql.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Postgres;

/// <summary>
/// Replicas that reserve, settle, give up, die, are succeeded, start and give back, in any order, against a few numbers on paper: what the paper
/// affords is reserved, what it does not is refused, and the database says the same after every step.
/// </summary>
public sealed class PostgresLeaseModelTests : IAsyncDisposable
{
    private const int Steps = 80;
    private const int Most = 3;

    private static readonly TimeSpan Silent = TimeSpan.FromSeconds(16);

    private readonly TemporaryDirectory _directory = new();
    private readonly List<OpenPostgresBudgets> _replicas = [];
    private readonly List<(OpenPostgresBudgets Replica, LedgerEntry Entry, long Nano)> _inFlight = [];
    private readonly Budget _budget = new()
    {
        Id = Guid.NewGuid(),
        OrganizationId = SampleTenant.Caller().Organization.Id,
        Scope = BudgetScope.Project,
        ScopeId = SampleTenant.Caller().Project.Id,
        LimitNano = 10_000,
        Period = BudgetPeriod.Total,
        CreatedAt = SampleTenant.Day,
    };

    // On paper.
    private long _settled;
    private long _unknown;

    // Of replicas that died, until they are succeeded: what their requests hold, and what they had leased beside it.
    private long _deadHeld;
    private bool _isAnyDead;
    private int _started;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        _directory.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AnyOrder_OfWhatReplicasDo_KeepsToThePaper(int seed)
    {
        var random = new Random(seed);
        using (var stores = new OpenPostgres(_directory.Path))
        {
            await stores.AddAsync(SampleTenant.Caller().Organization);
            await new SqlLimitStore(new SqlAuditStore(stores.Database, new AuditSeal(_ => "signature"))).PutBudgetAsync(
                _budget, new AuditDraft(AuditActor.CommandLine, "budget.create", _budget.WireId, _budget.OrganizationId, SampleTenant.Day), Cancellation);
        }

        await StartAsync();
        for (var step = 0; step < Steps; step++)
        {
            var done = await StepAsync(random);
            var opened = _replicas[0].Opened;
            var because = $"seed {seed}, step {step}: {done}";
            opened.Scalar("SELECT coalesce(sum(settled), 0) FROM budget_windows").ShouldBe(_settled, because);
            opened.Scalar("SELECT coalesce(sum(unknown), 0) FROM budget_windows").ShouldBe(_unknown, because);
            var leased = opened.Scalar("SELECT coalesce(sum(leased), 0) FROM budget_windows");
            opened.Scalar("SELECT coalesce(sum(amount), 0) FROM budget_leases").ShouldBe(leased, because);
            leased.ShouldBeGreaterThanOrEqualTo(_inFlight.Sum(one => one.Nano) + _deadHeld, because);
            (_settled + _unknown + leased).ShouldBeLessThanOrEqualTo(_budget.LimitNano, because);
        }

        await SucceedAsync();
        foreach (var replica in _replicas)
        {
            await replica.Keeper.Leases!.GiveBackAllAsync(Cancellation);
        }

        _replicas[0].Opened.Scalar("SELECT coalesce(sum(leased), 0) FROM budget_windows").ShouldBe(_inFlight.Sum(one => one.Nano));
    }

    private async Task<string> StepAsync(Random random)
    {
        switch (random.Next(12))
        {
            case < 5:
                return await ReserveAsync(_replicas[random.Next(_replicas.Count)], random.Next(1, 1_500));
            case < 8 when _inFlight.Count > 0:
                return await SettleAsync(random.Next(_inFlight.Count), random);
            case 8 when _replicas.Count < Most:
                await StartAsync();
                return "another replica starts";
            case 9 when _replicas.Count > 1:
                return await KillAsync(random.Next(_replicas.Count));
            case 10:
                await SucceedAsync();
                return "those that died are succeeded";
            default:
                await _replicas[random.Next(_replicas.Count)].Keeper.Leases!.GiveBackAllAsync(Cancellation);
                return "a replica gives back what it does not need";
        }
    }

    private async Task<string> ReserveAsync(OpenPostgresBudgets replica, long nano)
    {
        var reservation = await replica.ReserveAsync(nano, Cancellation);
        var free = _budget.LimitNano - _settled - _unknown - _inFlight.Sum(one => one.Nano) - _deadHeld;
        if (reservation is null)
        {
            // What the dead had leased beside what their requests hold is not free yet, and nobody knows how much that is.
            (free < nano || _isAnyDead).ShouldBeTrue($"{nano} of {free} was refused");
            return $"{nano} is refused";
        }

        nano.ShouldBeLessThanOrEqualTo(free);
        _inFlight.Add((replica, await replica.DispatchAsync(reservation), nano));
        return $"{nano} is reserved";
    }

    private async Task<string> SettleAsync(int which, Random random)
    {
        var (replica, entry, nano) = _inFlight[which];
        _inFlight.RemoveAt(which);
        var cost = random.Next(3) switch { 0 => 0, 1 => nano, _ => random.NextInt64(nano + 1) };
        (await replica.SettleAsync(entry, cost)).ShouldBeTrue();
        _settled += cost;
        return $"{cost} of {nano} is settled";
    }

    private async Task<string> KillAsync(int which)
    {
        var dead = _replicas[which];
        _replicas.RemoveAt(which);
        await dead.KillAsync();
        _replicas[0].Opened.Execute($"UPDATE replicas SET seen_at = clock_timestamp() - interval '{Silent.TotalSeconds} seconds' WHERE id = '{dead.Opened.Replica.Id}'");
        _deadHeld += _inFlight.Where(one => one.Replica == dead).Sum(one => one.Nano);
        _inFlight.RemoveAll(one => one.Replica == dead);
        _isAnyDead = true;
        return "a replica dies";
    }

    private async Task SucceedAsync()
    {
        var keys = new DataKeyRing();
        keys.Add(SampleTenant.Caller().Organization.Id, new DataKey(new byte[32]));
        await Task.WhenAll(_replicas.Select(async replica => await new PostgresSuccession(
            replica.Opened.Database, replica.Opened.Replica, replica.Opened.Index, replica.Ledger.Writer, replica.Keeper, keys, NullLogger<IntentRecovery>.Instance)
            .RunAsync(PostgresReplica.Lease, Cancellation)));
        _unknown += _deadHeld;
        (_deadHeld, _isAnyDead) = (0, false);
    }

    private async Task StartAsync()
    {
        var own = Directory.CreateDirectory(_directory.File($"replica{_started++}")).FullName;
        _replicas.Add(await OpenPostgresBudgets.StartAsync(_directory.Path, own, [_budget], TimeProvider.System, Cancellation));
    }
}
