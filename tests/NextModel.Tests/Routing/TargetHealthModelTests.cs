using NextModel.Routing;
using NextModel.Testing;

namespace NextModel.Tests.Routing;

/// <summary>
/// The breaker against a second one that is written in the plainest way: a list of everything that happened, read from the start each
/// time. Random interleavings of entering, outcomes in any order, and time.
/// </summary>
public sealed class TargetHealthModelTests
{
    [Fact]
    public void Health_AnyInterleaving_IsThatOfTheModel() => Seeds.ForAll(1_000, random => new Run(random).Play(150));

    [Fact]
    [Trait("tier", "nightly")]
    public void Health_AnyInterleavingNightly_IsThatOfTheModel() => Seeds.ForAll(20_000, random => new Run(random).Play(200));

    private sealed class Run
    {
        private readonly Random _random;
        private readonly ManualTime _time = new();
        private readonly TargetHealth _health;
        private readonly Model _model = new();
        private readonly List<(TargetPass Pass, Model.Entry Entry)> _open = [];
        private readonly List<(TargetPass Pass, Model.Entry Entry)> _streaming = [];
        private readonly int _failing;
        private readonly int _tenants;

        public Run(Random random)
        {
            _random = random;
            _health = new TargetHealth(_time);
            _failing = random.Next(0, 101);
            _tenants = random.Next(1, 4);
        }

        public void Play(int steps)
        {
            for (var step = 0; step < steps; step++)
            {
                Step();
                var reading = _health.Read();
                _model.At(Now);
                reading.State.ShouldBe(_model.State, $"step {step}");
                (reading.OpenFor > TimeSpan.Zero).ShouldBe(_model.Until > Now);
                reading.FailuresInARow.ShouldBe(_model.Row);
                (reading.Successes, reading.Failures).ShouldBe(_model.Counts(Now));
            }
        }

        private TimeSpan Now => _time.GetUtcNow() - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        private void Step()
        {
            switch (_random.Next(10))
            {
                case < 4:
                    var tenant = _random.Next(_tenants);
                    var mayEnter = _health.OpenFor(tenant, out _) == TimeSpan.Zero;
                    var pass = _health.TryEnter(tenant);
                    var entry = _model.Enter(tenant, Now);
                    mayEnter.ShouldBe(entry is not null);
                    pass.IsGranted.ShouldBe(entry is not null);
                    if (entry is not null)
                    {
                        pass.IsProbe.ShouldBe(entry.IsProbe);
                        _open.Add((pass, entry));
                    }

                    break;
                case < 8 when _open.Count > 0:
                    End(Take(_open));
                    break;
                case 8 when _streaming.Count > 0:
                    var streaming = Take(_streaming);
                    streaming.Pass.Broke();
                    _model.Break(streaming.Entry.Tenant, Now);
                    break;
                default:
                    // Never to the very end of a time, which are all whole milliseconds: the clock's timestamps are coarser than its time.
                    _time.Advance(TimeSpan.FromMicroseconds(5) + TimeSpan.FromMilliseconds(_random.Next(4) switch
                    {
                        0 => _random.Next(0, 300),
                        1 => 1_000,
                        2 => _random.Next(1_000, 8_000),
                        _ => _random.Next(0, 4) * 20_000,
                    }));
                    break;
            }
        }

        private void End((TargetPass Pass, Model.Entry Entry) attempt)
        {
            var (pass, entry) = attempt;
            if (_random.Next(100) < _failing)
            {
                pass.Failed();
                _model.Fail(entry, Now);
                return;
            }

            switch (_random.Next(6))
            {
                case 0:
                    pass.Ended();
                    _model.End(entry);
                    break;
                case 1:
                    var wait = TimeSpan.FromMilliseconds(_random.Next(0, 20_000));
                    pass.MustRest(wait);
                    _model.Rest(entry, wait, Now);
                    break;
                default:
                    pass.Began();
                    _model.Succeed(entry, Now);
                    _streaming.Add(attempt);
                    break;
            }
        }

        private T Take<T>(List<T> from)
        {
            var index = _random.Next(from.Count);
            var taken = from[index];
            from.RemoveAt(index);
            return taken;
        }
    }

    private sealed class Model
    {
        private readonly List<(long Half, bool IsGood, int Tenant)> _results = [];
        private readonly List<(long Half, int Tenant)> _seenOnly = [];
        private readonly HashSet<int> _rowTenants = [];
        private readonly HashSet<int> _openedBy = [];
        private object _era = new();
        private Entry? _probe;
        private TimeSpan _opening;
        private TimeSpan _rowSince;
        private TimeSpan _halfSince;
        private long _half;

        public HealthState State { get; private set; }

        public TimeSpan Until { get; private set; }

        public int Row { get; private set; }

        public sealed record Entry(object Era, int Tenant, bool IsProbe);

        public (int Good, int Bad) Counts(TimeSpan now)
        {
            Turn(now);
            var seen = Seen();
            return (seen.Count(r => r.IsGood), seen.Count(r => !r.IsGood));
        }

        public void At(TimeSpan now)
        {
            if (State is HealthState.Open or HealthState.Resting && now >= Until)
            {
                Become(State == HealthState.Open ? HealthState.HalfOpen : HealthState.Closed, default);
            }
        }

        public Entry? Enter(int tenant, TimeSpan now)
        {
            At(now);
            if (State == HealthState.Closed)
            {
                return new Entry(_era, tenant, false);
            }

            if (State == HealthState.Open && _openedBy.Count == 1 && !_openedBy.Contains(tenant))
            {
                Become(HealthState.HalfOpen, default);
            }

            return State == HealthState.HalfOpen && _probe is null ? _probe = new Entry(new object(), tenant, true) : null;
        }

        public void Succeed(Entry entry, TimeSpan now)
        {
            if (entry == _probe)
            {
                _results.Clear();
                _seenOnly.Clear();
                Become(HealthState.Closed, default);
            }
            else if (!IsCurrent(entry))
            {
                return;
            }

            Turn(now);
            _results.Add((_half, true, entry.Tenant));
            Row = 0;
        }

        public void Fail(Entry entry, TimeSpan now)
        {
            if (entry == _probe)
            {
                _openedBy.Add(entry.Tenant);
                Open(_opening * 2, now);
            }
            else if (IsCurrent(entry))
            {
                Count(entry.Tenant, now);
            }
        }

        public void Break(int tenant, TimeSpan now)
        {
            if (State != HealthState.Closed)
            {
                return;
            }

            // Which success it was does not matter, only whose were seen: it stays seen.
            Turn(now);
            var success = _results.FindLastIndex(r => r.Half == _half && r.IsGood);
            if (success >= 0)
            {
                _seenOnly.Add((_half, _results[success].Tenant));
                _results.RemoveAt(success);
            }

            Count(tenant, now);
        }

        public void Rest(Entry entry, TimeSpan wait, TimeSpan now)
        {
            if (wait == TimeSpan.Zero)
            {
                End(entry);
            }
            else if (entry == _probe || IsCurrent(entry))
            {
                Become(HealthState.Resting, now + wait);
            }
            else if (State == HealthState.Resting && now + wait > Until)
            {
                Until = now + wait;
            }
        }

        public void End(Entry entry) => _probe = entry == _probe ? null : _probe;

        private bool IsCurrent(Entry entry) => State == HealthState.Closed && ReferenceEquals(entry.Era, _era);

        private List<(long Half, bool IsGood, int Tenant)> Seen() => [.. _results.Where(r => r.Half >= _half - 1)];

        private void Count(int tenant, TimeSpan now)
        {
            Turn(now);
            _results.Add((_half, false, tenant));
            if (Row++ == 0)
            {
                _rowSince = now;
                _rowTenants.Clear();
            }

            _rowTenants.Add(tenant);
            var (good, bad) = Counts(now);
            var several = Seen().Select(r => r.Tenant).Concat(_seenOnly.Where(s => s.Half >= _half - 1).Select(s => s.Tenant)).Distinct().Count() > 1;
            var blamed = Seen().Where(r => !r.IsGood).Select(r => r.Tenant).ToHashSet();
            if ((Row >= 5 && now - _rowSince >= TimeSpan.FromSeconds(1) && (_rowTenants.Count > 1 || !several))
                || (good + bad >= 20 && bad >= good && (blamed.Count > 1 || !several)))
            {
                _openedBy.Clear();
                _openedBy.UnionWith(blamed);
                _openedBy.UnionWith(_rowTenants);
                Open(TimeSpan.FromSeconds(5), now);
            }
        }

        private void Open(TimeSpan opening, TimeSpan now)
        {
            _opening = opening < TimeSpan.FromMinutes(1) ? opening : TimeSpan.FromMinutes(1);
            Become(HealthState.Open, now + _opening);
        }

        private void Become(HealthState state, TimeSpan until) => (State, Until, _probe, _era) = (state, until, null, new object());

        private void Turn(TimeSpan now)
        {
            var age = now - _halfSince;
            if (age >= TimeSpan.FromSeconds(15))
            {
                _half += age >= TimeSpan.FromSeconds(30) ? 2 : 1;
                _halfSince = now;
            }
        }
    }
}
