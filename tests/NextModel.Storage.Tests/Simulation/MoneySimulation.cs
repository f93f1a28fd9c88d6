using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using NextModel.Audit;
using NextModel.Billing;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Limits;
using NextModel.Storage.Tests.Sqlite;
using NextModel.Testing;
using NextModel.Testing.Ledger;

namespace NextModel.Storage.Tests.Simulation;

/// <summary>
/// A world of one seed: callers who ask, a process that reserves, dispatches, settles and writes receipts with the product's own code over a
/// real SQLite ledger, and whatever of <see cref="SimulatedFaults"/> the seed drew. Looked at after every step, and at the end.
/// </summary>
internal sealed class MoneySimulation : IDisposable
{
    private const int Calls = 40;
    private const int CallsAfter = 5;
    private const string Memory = "/dev/shm";

    private static readonly AuditDraft Audit = new(AuditActor.CommandLine, "budget.change", "bud_1", "org_1", SampleTenant.Day);
    private static readonly Caller[] Callers = [SampleTenant.Caller(), SampleTenant.Caller(key: 2), SampleTenant.Caller(project: 2, key: 3)];

    // In memory where there is such a file system: power is not cut here, so that nothing has to reach a disk.
    private readonly TemporaryDirectory _directory = new(Directory.Exists(Memory) ? Memory : null);
    private readonly ManualTime _time = new(SampleTenant.Day);
    private readonly Random _random;
    private readonly List<Budget> _budgets = [];
    private readonly Dictionary<(Guid, long), long> _most = [];
    private readonly List<SimulatedCall> _calls = [];
    private readonly StringBuilder _events = new();
    private readonly SimulatedMistake _mistake;
    private SimulatedFaults _faults;
    private SeededScheduler _scheduler = null!;
    private SimulatedProcess? _running;

    public MoneySimulation(int seed, SimulatedMistake mistake = SimulatedMistake.None)
    {
        _mistake = mistake;
        _random = new Random(seed);
        _faults = (SimulatedFaults)_random.Next(128);
    }

    private SimulatedProcess Process => _running ?? throw new InvalidOperationException("No process runs.");

    /// <summary>A digest of everything that happened, in order.</summary>
    public string History => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_events.ToString())));

    /// <summary>Runs to the end. Throws where a promise is broken.</summary>
    public void Play()
    {
        var outer = SynchronizationContext.Current;
        try
        {
            Note($"faults: {_faults}");
            Found();
            Start();
            for (var number = 0; number < Calls;)
            {
                var together = Math.Min(_random.Next(1, 16), Calls - number);
                var wasKilled = !Serve(number, together);
                number += together;
                if (wasKilled || Process.Writer.Admission.IsClosed || _random.Next(2) == 0)
                {
                    Restart();
                }
            }

            // Nothing goes wrong any more: whoever asks is answered, or told that a budget has no room.
            _faults = SimulatedFaults.None;
            Restart();
            Serve(Calls, CallsAfter);
            _calls.Skip(Calls).ShouldAllBe(call => call.IsAnswered || (call.IsRefused && !call.WasDispatched));
            Process.Budgets.States().ShouldAllBe(state => state.ReservedNano == 0);
            CheckLedger();
        }
        catch (Exception broken)
        {
            throw new InvalidOperationException($"{broken.Message}\n{_events}", broken);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    public void Dispose()
    {
        _running?.Dispose();
        _directory.Dispose();
    }

    private void Found()
    {
        using var opened = new OpenSqliteLedger(_directory.Path);
        SimulatedProcess.Now(opened.AddAsync(Callers[0].Organization));
        for (var n = _random.Next(1, 4); n > 0; n--)
        {
            var scope = (BudgetScope)_random.Next(1, 5);
            var caller = Callers[_random.Next(Callers.Length)];
            var budget = new Budget
            {
                Id = new Guid(n, 0, 0, new byte[8]),
                OrganizationId = caller.Organization.Id,
                Scope = scope,
                ScopeId = SampleTenant.ScopeId(caller, scope),
                LimitNano = _random.Next(600_000),
                IsHard = true,
                Period = (BudgetPeriod)_random.Next(1, 5),
                CreatedAt = SampleTenant.Day.AddMinutes(n),
            };
            _budgets.Add(budget);
            SimulatedProcess.Now(opened.Limits.PutBudgetAsync(budget, Audit, default));
        }
    }

    private void Start()
    {
        _running = SimulatedProcess.Start(
            _directory.Path,
            _time,
            new CurrentTurns(() => _scheduler),
            real => new FaultyLedgerStore(real, () => _scheduler, _random, () => _faults, Note, _mistake == SimulatedMistake.CommitNotWritten),
            _mistake != SimulatedMistake.NotHeldAfterACrash,
            _faults.HasFlag(SimulatedFaults.FewIntents));

        // What a new process holds is what the ledger says: nothing is lost, and nothing counted twice.
        foreach (var state in Process.Budgets.States())
        {
            var counted = SimulatedProcess.Now(Process.Opened.Ledger.Limits.ReadCountsAsync(state.Budget.Id, state.Window.Key, default)).Where(count => count.WindowStart == state.Window.Key).ToList();
            (state.SettledNano, state.UnknownNano, state.ReservedNano).ShouldBe((counted.Sum(count => count.SettledNano), counted.Sum(count => count.UnknownNano), 0L));
        }

        Check();
    }

    // The next process: after a kill, or after the one before has nothing more to do.
    private void Restart()
    {
        Note("restart");
        Process.Dispose();
        _running = null;
        Start();
    }

    // Calls that are there at one time, to their end; false when the process was killed before.
    private bool Serve(int first, int count)
    {
        _scheduler = new SeededScheduler(_random, _time);
        SynchronizationContext.SetSynchronizationContext(_scheduler);
        for (var number = first; number < first + count; number++)
        {
            Begin(number);
        }

        _ = DisturbAsync();
        var isDone = _scheduler.Run(AfterEach);
        SynchronizationContext.SetSynchronizationContext(null);
        return isDone;
    }

    private bool AfterEach()
    {
        Check();
        if (!_faults.HasFlag(SimulatedFaults.Crash) || _random.Next(150) > 0)
        {
            return true;
        }

        Note("killed");
        return false;
    }

    private void Begin(int number)
    {
        var (caller, input, output) = (Callers[_random.Next(Callers.Length)], _random.Next(1, 200), _random.Next(1, 200));
        var id = Guid.CreateVersion7(_time.GetUtcNow());
        var call = new SimulatedCall { Number = number, Id = id, Nano = Nano(SampleEntries.Fresh(caller, id, input, output)) };
        _calls.Add(call);
        _ = CallAsync(call, caller, input, output, output + _random.Next(100));
    }

    // The order of CompletionTap: reserve, note that it goes out, ask, record, and only then end the reservation and answer.
    private async Task CallAsync(SimulatedCall call, Caller caller, int input, int output, int mostOutput)
    {
        await _scheduler.Sleep(TimeSpan.FromMilliseconds(_random.Next(50)));
        if (await Process.Writer.Admission.CheckAsync(default) is not null)
        {
            Refuse(call, "nothing can be recorded");
            return;
        }

        BudgetReservation? reservation = null;
        var most = Nano(SampleEntries.Fresh(caller, call.Id, input, mostOutput));
        if (Process.Budgets.ChainOf(caller, "my-model", "") is { } chain && Process.Budgets.TryReserve(chain, _mistake == SimulatedMistake.ReservedTooLittle ? most / 2 : most, out reservation) is not null)
        {
            Refuse(call, "no room");
            return;
        }

        var entry = SampleEntries.Fresh(caller, call.Id, input, output);
        entry.Reservation = reservation;
        if (!Process.Intents.TryBegin(entry, out var slot))
        {
            Release(reservation);
            Refuse(call, "no slot");
            return;
        }

        call.WasDispatched = true;
        Note($"{call.Number} goes out for {most}");
        await _scheduler.Sleep(TimeSpan.FromMilliseconds(_random.Next(400)));
        reservation?.SettledNano = call.Nano;
        call.IsAnswered = _mistake == SimulatedMistake.AnsweredTooEarly;
        if (_mistake == SimulatedMistake.IntentEndedTooEarly)
        {
            Process.Intents.End(slot);
        }

        if (!(await Process.Writer.AppendAsync(entry)).IsDurable)
        {
            if (_mistake == SimulatedMistake.ReleasedInsteadOfHeld)
            {
                Release(reservation);
            }
            else
            {
                Hold(reservation);
            }

            Refuse(call, "not recorded");
            return;
        }

        Settle(reservation);
        if (_mistake != SimulatedMistake.IntentEndedTooEarly)
        {
            Process.Intents.End(slot);
        }

        await _scheduler.Sleep(TimeSpan.FromMilliseconds(_random.Next(20)));
        call.IsAnswered = true;
        Note($"{call.Number} answered");
    }

    private void Release(BudgetReservation? reservation)
    {
        if (reservation is not null)
        {
            Process.Budgets.Abandon(reservation, wasDispatched: false);
        }
    }

    private void Hold(BudgetReservation? reservation)
    {
        if (reservation is not null)
        {
            Process.Budgets.Hold(reservation);
        }
    }

    private void Settle(BudgetReservation? reservation)
    {
        if (reservation is not null)
        {
            Process.Budgets.Settle(reservation);
        }
    }

    private void Refuse(SimulatedCall call, string why)
    {
        call.IsRefused = true;
        Note($"{call.Number} refused: {why}");
    }

    // What happens to the process from outside while it serves.
    private async Task DisturbAsync()
    {
        for (var times = _random.Next(6); times > 0; times--)
        {
            await _scheduler.Sleep(TimeSpan.FromMilliseconds(_random.Next(500)));
            if (_faults.HasFlag(SimulatedFaults.Clock) && _random.Next(2) == 0)
            {
                var hours = _random.Next(1, 60);
                Note($"the clock jumps by {hours} h");
                _time.Advance(TimeSpan.FromHours(hours));
            }

            if (_faults.HasFlag(SimulatedFaults.Limits))
            {
                var at = _random.Next(_budgets.Count);
                _budgets[at] = _budgets[at] with { LimitNano = _random.Next(900_000), Version = _budgets[at].Version + 1 };
                Note($"limit {at} is {_budgets[at].LimitNano}");
                SimulatedProcess.Now(Process.Opened.Ledger.Limits.PutBudgetAsync(_budgets[at], Audit, default));

                // Every window that is open goes on under the new limit.
                Check();
                Process.Budgets.Put(_budgets[at]);
            }
        }
    }

    // At every moment: settled, in flight and unknown together are at most what the limit has been in that window.
    private void Check()
    {
        foreach (var state in Process.Budgets.States())
        {
            var window = (state.Budget.Id, state.Window.Key);
            _most[window] = Math.Max(_most.GetValueOrDefault(window), state.Budget.LimitNano);
            (state.SettledNano + state.ReservedNano + state.UnknownNano).ShouldBeLessThanOrEqualTo(_most[window]);
        }
    }

    // What is on disk at the end, read as anybody would.
    private void CheckLedger()
    {
        var receipts = Receipts();
        foreach (var call in _calls)
        {
            var own = receipts.GetValueOrDefault(ReceiptIds.ReceiptId(call.Id), []);
            own.Count.ShouldBe(call.WasDispatched ? 1 : 0, $"receipts of call {call.Number}");
            if (call.IsAnswered)
            {
                own[0].Outcome.ShouldBe("completed");
                own[0].Nano.ShouldBe(call.Nano);
            }
        }

        foreach (var budget in _budgets)
        {
            var counts = SimulatedProcess.Now(Process.Opened.Ledger.Limits.ReadCountsAsync(budget.Id, long.MinValue, default));
            var told = receipts.Values.SelectMany(own => own).SelectMany(own => own.Budgets).Where(share => share.Id == budget.WireId).ToList();
            (counts.Sum(count => count.SettledNano), counts.Sum(count => count.UnknownNano)).ShouldBe((told.Sum(share => share.Settled), told.Sum(share => share.Unknown)));
            foreach (var count in counts)
            {
                (count.SettledNano + count.UnknownNano).ShouldBeLessThanOrEqualTo(_most.GetValueOrDefault((budget.Id, count.WindowStart)));
            }
        }

        if (receipts.Count > 0)
        {
            using var verifier = new EvidenceVerifier(Encoding.UTF8.GetBytes(Process.Keys.JwkSet()), new LogChainVerifier());
            new LedgerWalk(Process.Opened.Store).RunAsync(verifier, 0, (_, _) => { }, default).IsCompletedSuccessfully.ShouldBeTrue();
            verifier.Report.First.ShouldBeEmpty();
            verifier.Report.Receipts.ShouldBe(receipts.Count);
        }
    }

    private Dictionary<string, List<SimulatedReceipt>> Receipts()
    {
        var receipts = new Dictionary<string, List<SimulatedReceipt>>(StringComparer.Ordinal);
        foreach (var row in SimulatedProcess.Now(Process.Opened.Store.ReadAsync(0, 10_000, default)))
        {
            using var document = JsonDocument.Parse(row.TryReadText()!);
            var root = document.RootElement;
            var id = root.GetProperty("id").GetString()!;
            if (!receipts.TryGetValue(id, out var own))
            {
                receipts.Add(id, own = []);
            }

            own.Add(new SimulatedReceipt(
                root.GetProperty("outcome").GetString()!,
                Nanos(root.GetProperty("billing"), "amount"),
                [.. root.GetProperty("budgets").EnumerateArray().Select(share => (share.GetProperty("id").GetString()!, Nanos(share, "settled"), Nanos(share, "unknown")))]));
        }

        return receipts;
    }

    private static long Nanos(JsonElement from, string name) => Money.ToNanos(decimal.Parse(from.GetProperty(name).GetString()!, CultureInfo.InvariantCulture));

    private static long Nano(LedgerEntry entry) => Money.ToNanos(entry.Charge!.Amount);

    private void Note(string what) => _events.Append(CultureInfo.InvariantCulture, $"{_time.GetUtcNow():d HH:mm:ss.fff} {what}\n");

    // A process may live for more than one part of a run.
    private sealed class CurrentTurns(Func<SeededScheduler> scheduler) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => scheduler().Post(d, state);
    }

    private sealed record SimulatedReceipt(string Outcome, long Nano, IReadOnlyList<(string Id, long Settled, long Unknown)> Budgets);
}
