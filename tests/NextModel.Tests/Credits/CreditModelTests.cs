using NextModel.Credits;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Credits;
using NextModel.Testing.Ledger;
using NextModel.Tests.Limits;

namespace NextModel.Tests.Credits;

/// <summary>
/// Random interleavings of reservations, commits that succeed or fail, payments, refunds, disputes, promos that end, corrections, crashes and
/// changes of the setting. After every step the balance is the sum of all entries, and only refunds and disputes have taken what is
/// available below zero.
/// </summary>
public sealed class CreditModelTests
{
    [Fact]
    public void Credit_AnyInterleaving_AddsUpAndIsNeverOverspent() => Seeds.ForAll(1_000, random => Play(random, 60));

    // A promo covered the debt that a dispute had left, and ended.
    [Theory]
    [InlineData(213675898)]
    public void Credit_InterleavingsThatWereFound_AddUpAndAreNeverOverspent(int seed) => Play(new Random(seed), 120);

    [Fact]
    [Trait("tier", "nightly")]
    public void Credit_AnyInterleavingNightly_AddsUpAndIsNeverOverspent() => Seeds.ForAll(20_000, random => Play(random, 120));

    private static void Play(Random random, int steps)
    {
        using var desk = new CreditDesk(new MemoryCreditStore(), new ManualTime(SampleTenant.Day));
        new Run(random, desk).Play(steps);
    }

    private sealed class Run(Random random, CreditDesk desk)
    {
        private readonly List<(int Organization, BudgetReservation Reservation)> _open = [];
        private readonly long[] _held = new long[3];
        private readonly List<string> _topUps = [];
        private readonly List<PaymentEvent> _told = [];
        private int _named;
        private int _checked;

        public void Play(int steps)
        {
            desk.Enforce();
            for (var step = 0; step < steps; step++)
            {
                var organization = random.Next(1, 3);
                var before = desk.State(organization).AvailableNano;
                var mayOverdraw = Step(organization);
                Check(organization, before, mayOverdraw);
            }
        }

        // True when the step may take more than there is.
        private bool Step(int organization)
        {
            switch (random.Next(20))
            {
                case < 6:
                    Reserve(organization);
                    return false;
                case < 9 when _open.Count > 0:
                    Commit();
                    return false;
                case 9 when _open.Count > 0:
                    desk.Keeper.Abandon(Take().Reservation, wasDispatched: false);
                    return false;
                case 10 or 11:
                    var topUp = new CreditOrder(CreditTransferKind.TopUp) { Nano = random.Next(1, 400), ExternalId = Name() };
                    _topUps.Add(topUp.ExternalId);
                    desk.Posted(topUp, organization);
                    desk.Posted(topUp, organization);
                    return false;
                case 12 when _topUps.Count > 0:
                    // Refused where the organization or the amount does not fit.
                    desk.Post(
                        new CreditOrder(random.Next(2) == 0 ? CreditTransferKind.Refund : CreditTransferKind.Chargeback)
                        {
                            Nano = random.Next(1, 400),
                            ExternalId = Name(),
                            Payment = _topUps[random.Next(_topUps.Count)],
                        },
                        organization);
                    return true;
                case 13:
                    desk.Posted(
                        new CreditOrder(CreditTransferKind.Promo)
                        {
                            Nano = random.Next(1, 300),
                            Reason = "spring",
                            ExpiresAt = random.Next(4) == 0 ? null : desk.Time.GetUtcNow().AddHours(random.Next(1, 60)),
                        },
                        organization);
                    return false;
                case 14:
                    desk.Post(new CreditOrder(CreditTransferKind.Adjustment) { Nano = random.Next(2) == 0 ? random.Next(1, 100) : -random.Next(1, 300), Reason = "x" }, organization);
                    return false;
                case 15 when desk.Store.Transfers.Count > 0:
                    desk.Post(
                        new CreditOrder(CreditTransferKind.Reversal)
                        {
                            Reverses = desk.Store.Transfers[random.Next(desk.Store.Transfers.Count)].Transfer.Id,
                            Reason = "x",
                        },
                        organization);
                    return false;
                case 16:
                    Tell(organization);
                    return true;
                case 17:
                    desk.Time.Advance(TimeSpan.FromHours(random.Next(1, 30)));
                    if (random.Next(2) == 0)
                    {
                        Expire();
                    }

                    return false;
                case 18:
                    desk.Enforce(random.Next(3) > 0, organization);
                    return false;
                case 19 when random.Next(3) == 0:
                    desk.Start();
                    _open.Clear();
                    Array.Clear(_held);
                    return false;
                default:
                    return false;
            }
        }

        private void Reserve(int organization)
        {
            if (desk.Keeper.ChainOf(SampleTenant.Caller(organization), "m", "") is not { } chain)
            {
                desk.State(organization).IsEnforced.ShouldBeFalse();
                return;
            }

            var free = desk.State(organization).AvailableNano;
            var output = random.Next(0, 60);
            var least = random.Next(2) == 0 ? Math.Min(output, 5) : output;
            var tokens = Math.Min(output, Math.Max(-1, free / 3));
            var refusal = desk.Keeper.TryReserve(chain, new BudgetAsk(BudgetSamples.Ceiling(0, 3), 0, output, least), out var reservation);

            // Refused exactly when not even the least fits, or there is less than nothing.
            (refusal is null).ShouldBe(free >= 0 && tokens >= least);
            if (reservation is not null)
            {
                reservation.ReservedNano.ShouldBe(tokens * 3);
                reservation.IsClamped.ShouldBe(tokens < output);
                _open.Add((organization, reservation));
            }
        }

        // Some of what is open ends together, as in one commit of the ledger; some commits fail.
        private void Commit()
        {
            var ended = Enumerable.Range(0, random.Next(1, Math.Min(4, _open.Count) + 1)).Select(_ => Take()).ToList();
            var charges = new CreditCharges();
            foreach (var (_, reservation) in ended)
            {
                reservation.SettledNano = random.NextInt64(reservation.ReservedNano + 1);
                charges.Add(reservation.Credit, reservation.SettledNano, Guid.Empty, 1);
            }

            charges.Close(desk.Time.GetUtcNow());
            if (random.Next(8) == 0)
            {
                charges.RollBack();
                foreach (var (organization, reservation) in ended)
                {
                    desk.Keeper.Hold(reservation);
                    _held[organization] += reservation.ReservedNano;
                }

                return;
            }

            desk.Store.Add(charges.All);
            charges.Commit();
            charges.All.Sum(charge => -charge.AmountNano).ShouldBe(ended.Sum(one => one.Reservation.SettledNano));
            foreach (var charge in charges.All.Where(charge => charge.Entries.Any(entry => entry.Account == CreditAccountKind.Paid)))
            {
                // What was paid is spent when no promo is left that could be.
                var state = desk.Accounts.StateOf(charge.OrganizationId, charge.Currency);
                state.Promos.ShouldAllBe(promo => promo.ExpiresAt != null && promo.ExpiresAt <= desk.Time.GetUtcNow());
            }

            ended.ForEach(one => desk.Keeper.Settle(one.Reservation));
        }

        private void Tell(int organization)
        {
            if (_told.Count > 0 && random.Next(3) == 0)
            {
                desk.Tell(_told[random.Next(_told.Count)]).TryGet(out var again, out _).ShouldBeTrue();
                again.ShouldBe(PaymentResult.Duplicate);
                return;
            }

            // A payment is of one organization; its refunds and disputes may be told before it is.
            var payment = random.Next(6);
            var told = new PaymentEvent("stripe", Name(), "x", $"pay{payment}", "USD");
            told = random.Next(2) == 0
                ? told with { OrganizationId = CreditDesk.Organization(1 + (payment % 2)).Id, GrossNano = 120 * (payment + 1), CreditNano = 100 * (payment + 1) }
                : told with
                {
                    Fact = new PaymentFact(
                        $"fact{random.Next(3)}", (PaymentFactKind)random.Next(1, 4), (PaymentFactState)random.Next(1, 4), random.Next(0, 200)),
                };
            desk.Tell(told).TryGet(out _, out _).ShouldBeTrue();
            _told.Add(told);
        }

        private void Expire()
        {
            desk.Expire();
            foreach (var organization in new[] { 1, 2 })
            {
                if (_held[organization] == 0 && _open.TrueForAll(one => one.Organization != organization))
                {
                    desk.State(organization).Promos.ShouldAllBe(promo => promo.ExpiresAt == null || promo.ExpiresAt > desk.Time.GetUtcNow());
                }
            }
        }

        private void Check(int stepped, long before, bool mayOverdraw)
        {
            foreach (var organization in new[] { 1, 2 })
            {
                var state = desk.State(organization);
                state.BalanceNano.ShouldBe(desk.Store.BalanceOf(CreditDesk.Organization(organization).Id));
                state.ReservedNano.ShouldBe(
                    _held[organization] + _open.Where(one => one.Organization == organization).Sum(one => one.Reservation.Credit!.ReservedNano));
                state.AvailableNano.ShouldBeLessThanOrEqualTo(state.BalanceNano - state.ReservedNano);
                state.Promos.ShouldAllBe(promo => promo.Nano > 0);
                if (organization == stepped && !mayOverdraw && before >= 0)
                {
                    // A promo that ends brings out what a refund or dispute had left of what was paid.
                    state.AvailableNano.ShouldBeGreaterThanOrEqualTo(Math.Min(0, state.PaidNano));
                }
            }

            for (; _checked < desk.Store.Transfers.Count; _checked++)
            {
                desk.Store.Transfers[_checked].Transfer.Entries.Sum(entry => entry.Nano).ShouldBe(0);
            }
        }

        private string Name() => $"x{++_named}";

        private (int Organization, BudgetReservation Reservation) Take()
        {
            var at = random.Next(_open.Count);
            var taken = _open[at];
            _open.RemoveAt(at);
            return taken;
        }
    }
}
