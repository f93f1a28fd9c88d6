using NextModel.Identity;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Tests.Limits;

/// <summary>
/// Random interleavings of reserve, settle, release, crash, window roll and limit change against a second set of books kept in the
/// simplest way; both must agree after every step, and no hard budget is ever over its limit.
/// </summary>
public sealed class BudgetModelTests
{
    [Fact]
    public void Keeper_AnyInterleaving_IsNeverOverALimit() => Seeds.ForAll(1_000, random => new Run(random).Play(60));

    [Fact]
    [Trait("tier", "nightly")]
    public void Keeper_AnyInterleavingNightly_IsNeverOverALimit() => Seeds.ForAll(20_000, random => new Run(random).Play(120));

    private sealed class Run(Random random)
    {
        private readonly ManualTime _time = new(SampleTenant.Day);
        private readonly List<(BudgetReservation Reservation, long Reserved)> _open = [];
        private readonly Dictionary<(Guid, long), Books> _books = [];
        private readonly Dictionary<(Guid, long), BudgetCount> _disk = [];
        private readonly Caller[] _callers = [SampleTenant.Caller(), SampleTenant.Caller(key: 2), SampleTenant.Caller(project: 2, key: 3)];
        private List<Budget> _budgets = [];
        private BudgetKeeper _keeper = null!;

        public void Play(int steps)
        {
            _budgets = [.. Enumerable.Range(0, random.Next(1, 6)).Select(_ => BudgetSamples.Budget(
                (BudgetScope)random.Next(1, 5), random.Next(0, 500), (BudgetPeriod)random.Next(1, 5), random.Next(4) > 0,
                random.Next(2) == 0 ? "UTC" : "America/New_York"))];
            Start();
            for (var step = 0; step < steps; step++)
            {
                Step();
                Check();
            }
        }

        private void Step()
        {
            switch (random.Next(12))
            {
                case < 5:
                    Reserve();
                    break;
                case < 8 when _open.Count > 0:
                    Settle();
                    break;
                case 8 when _open.Count > 0:
                    Release();
                    break;
                case 9:
                    _time.Advance(TimeSpan.FromHours(random.Next(1, 200)));
                    break;
                case 10:
                    ChangeLimit();
                    break;
                case 11 when random.Next(3) == 0:
                    Crash();
                    break;
            }
        }

        private void Reserve()
        {
            if (_keeper.ChainOf(_callers[random.Next(_callers.Length)], "m", "") is not { } chain)
            {
                return;
            }

            var affected = chain.Accounts.Select(a => a.Budget.Id).ToList();
            var (input, output, choices) = (random.Next(0, 40), random.Next(1, 60), random.Next(1, 3));
            var least = random.Next(2) == 0 ? Math.Min(output, 5) : output;
            var ceiling = BudgetSamples.Ceiling(choices, (1, 2), (2, 1));
            var free = Math.Max(0, affected.Where(IsHard).Select(id => Limit(id) - Now(id).Used).DefaultIfEmpty(long.MaxValue).Min());
            long Cost(long tokens) => Math.Max(input + (2 * choices * tokens), (2 * input) + (choices * tokens));
            var tokens = (long)output;
            while (tokens >= least && Cost(tokens) > free)
            {
                tokens--;
            }

            var refusal = _keeper.TryReserve(chain, new BudgetAsk(ceiling, input, output, least), out var reservation);

            // Refused exactly when not even the least fits; else the most that fits.
            (refusal is null).ShouldBe(tokens >= least);
            if (reservation is null)
            {
                return;
            }

            reservation.OutputTokens.ShouldBe(tokens);
            reservation.ReservedNano.ShouldBe(Cost(tokens));
            (reservation.ClampedBy is not null).ShouldBe(tokens < output);
            reservation.Shares().Select(s => s.BudgetId).ShouldBe(affected);
            foreach (var share in reservation.Shares())
            {
                Of(share).Reserved += reservation.ReservedNano;
            }

            _open.Add((reservation, reservation.ReservedNano));
        }

        private void Settle()
        {
            var (reservation, reserved) = Take();
            reservation.SettledNano = random.NextInt64(reserved + 1);
            Commit(reservation);
            _keeper.Settle(reservation);
            Should.Throw<InvalidOperationException>(() => _keeper.Hold(reservation));
            Book(reservation, reserved, reservation.SettledNano, 0);
        }

        private void Release()
        {
            var (reservation, reserved) = Take();
            _keeper.Abandon(reservation, wasDispatched: false);
            Should.Throw<InvalidOperationException>(() => _keeper.Settle(reservation));
            Book(reservation, reserved, 0, 0);
        }

        private void ChangeLimit()
        {
            var at = random.Next(_budgets.Count);
            _budgets[at] = _budgets[at] with { LimitNano = random.Next(0, 700) };
            Roll();
            _keeper.Put(_budgets[at]);
        }

        // What is in flight is known from its intent alone, what was spent from the ledger alone.
        private void Crash()
        {
            Start();
            foreach (var (reservation, reserved) in _open)
            {
                var behind = BudgetReservation.LeftBehind(reservation.Shares(), reserved);
                _keeper.HoldLeftBehind(behind);
                Commit(behind);
                Book(reservation, reserved, 0, reserved);
            }

            _open.Clear();
        }

        private void Start()
        {
            _keeper = new BudgetKeeper(_time);
            foreach (var budget in _budgets)
            {
                var stored = _disk.Values.Where(c => c.BudgetId == budget.Id).OrderByDescending(c => c.WindowStart).Take(1).ToList();
                _keeper.Put(budget, stored.Count == 0 ? null : stored[0]);
            }
        }

        private void Commit(BudgetReservation reservation)
        {
            var counts = new BudgetCounts();
            counts.Add(reservation);
            foreach (var count in counts.All)
            {
                var sum = _disk.GetValueOrDefault((count.BudgetId, count.WindowStart));
                _disk[(count.BudgetId, count.WindowStart)] = count with
                {
                    SettledNano = sum.SettledNano + count.SettledNano,
                    UnknownNano = sum.UnknownNano + count.UnknownNano,
                };
            }
        }

        private void Book(BudgetReservation reservation, long reserved, long settled, long unknown)
        {
            foreach (var share in reservation.Shares())
            {
                var books = Of(share);
                books.Reserved -= reserved;
                books.Settled += settled;
                books.Unknown += unknown;
            }
        }

        private void Check()
        {
            foreach (var budget in _budgets)
            {
                var state = _keeper.StateOf(budget.Id)!;
                var books = Now(budget.Id);
                (state.SettledNano, state.ReservedNano, state.UnknownNano).ShouldBe((books.Settled, books.Reserved, books.Unknown));
                books.Most = Math.Max(books.Most, budget.LimitNano);
                if (budget.IsHard)
                {
                    (books.Settled + books.Reserved + books.Unknown).ShouldBeLessThanOrEqualTo(books.Most);
                }
            }
        }

        // Every account goes to its present window, as the next request would make it.
        private void Roll() => _keeper.States();

        private Books Now(Guid id) => Of(new BudgetShare(id, _keeper.StateOf(id)!.Window.Key));

        private Books Of(BudgetShare share) => _books.TryGetValue((share.BudgetId, share.WindowStart), out var books)
            ? books
            : _books[(share.BudgetId, share.WindowStart)] = new Books();

        private bool IsHard(Guid id) => _budgets.Find(b => b.Id == id)!.IsHard;

        private long Limit(Guid id) => _budgets.Find(b => b.Id == id)!.LimitNano;

        private (BudgetReservation Reservation, long Reserved) Take()
        {
            var at = random.Next(_open.Count);
            var taken = _open[at];
            _open.RemoveAt(at);
            return taken;
        }
    }

    private sealed class Books
    {
        public long Settled { get; set; }

        public long Reserved { get; set; }

        public long Unknown { get; set; }

        public long Used => Settled + Reserved + Unknown;

        /// <summary>The highest limit the window has had: what was spent under it stays spent.</summary>
        public long Most { get; set; }
    }
}
