using CacheSafety.Cases;
using CacheSafety.Policies;
using CacheSafety.Scoring;

namespace CacheSafety.BlackBox;

/// <summary>
/// The protocol of the black box with our own upstream: ping, prime all, positive controls, traps, then positives, controls again; then all
/// of it in the other direction. Serial, so that waiting for somebody else's call is not read as a replay.
/// </summary>
public sealed class Prober(HttpTarget target, ILedgerReader ledger, ProbeOptions options, TimeProvider time)
{
    private const string Clock = "clock";
    private const int AgedPass = 2;

    private static readonly TimeSpan ControlPause = TimeSpan.FromMilliseconds(250);

    private readonly Observer _observer = new(target, ledger, options, time);
    private IProgress<int>? _progress;

    /// <summary>Set when the run ended without a result.</summary>
    public ProbeFailure? Failure => _observer.Failure;

    /// <summary>Requests of a run, when every control hits at once.</summary>
    public static int Expected(int cases, ProbeOptions options) => 4 * cases * (options.Reverse ? 2 : 1);

    /// <summary>Runs the cases; null when that could not be done, see <see cref="Failure"/>.</summary>
    public async Task<ProbeResult?> RunAsync(IReadOnlyList<Case> cases, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        _progress = progress;
        var home = KeyRing.HomeOf(cases);
        var plain = cases.FirstOrDefault(one => one.Old.Scope == home && WhyNotRun(one) is null);
        if (plain is null)
        {
            return new ProbeResult([.. cases.Select(one => ProbeJudge.NotRun(one, WhyNotRun(one)!))], [], _observer.HeaderTruth, 0);
        }

        await _observer.PingAsync(plain.Old, $"ping {options.Salt}".Trim(), cancellationToken);
        Case[] aged = [.. cases.Where(one => options.AgeTo is not null && one.Requires.Contains(Clock))];
        var forward = await PassAsync([.. cases.Except(aged)], 0, cancellationToken);
        // Only where the label says the same in both directions.
        Case[] mirrored = options.Reverse ? [.. cases.Except(aged).Where(one => one.Suite is Suite.Core or Suite.Scope)] : [];
        var backward = forward is not null && mirrored.Length > 0 ? await PassAsync(mirrored, 1, cancellationToken) : [];
        // Last: time that passes takes the entries of the others away.
        var old = backward is not null && aged.Length > 0 ? await AgedPassAsync(aged, cancellationToken) : [];
        if (forward is null || backward is null || old is null || _observer.Failure is not null)
        {
            return null;
        }

        var first = forward.Concat(old).ToDictionary(outcome => outcome.Case.Id, StringComparer.Ordinal);
        var worse = backward.Where(outcome => outcome.IsBad).ToDictionary(outcome => outcome.Case.Id, StringComparer.Ordinal);
        CaseOutcome[] ordered = [.. cases.Select(one => first[one.Id])];
        return new ProbeResult(
            [.. ordered.Select(outcome => outcome.IsBad ? outcome : worse.GetValueOrDefault(outcome.Case.Id, outcome))],
            ordered,
            _observer.HeaderTruth,
            _observer.Requests);
    }

    private async Task<IReadOnlyList<CaseOutcome>?> PassAsync(IReadOnlyList<Case> cases, int pass, CancellationToken cancellationToken)
    {
        var probed = Probed(cases, pass);
        await PrimeAsync(probed, pass, cancellationToken);
        await ControlAsync(probed, pass, cancellationToken);

        // A dead control of one that forbids storing is as it should be; whether the cache works is shown by the others.
        var isAnyLive = probed.Any(one => one.IsControlLive);
        foreach (var one in probed.Where(one => one.ForbidsStoring && one.NotRun is null))
        {
            one.IsControlLive = isAnyLive;
        }

        await ProbeAsync(probed.OrderBy(one => one.Case.Label.Reusable), pass, cancellationToken);
        await RecheckAsync(probed, pass, cancellationToken);
        return _observer.Failure is null ? [.. probed.Select(one => ProbeJudge.Of(one, pass))] : null;
    }

    // Entries are shown to be served, then they grow old; a probe that stored itself shows that the cache still works by then.
    private async Task<IReadOnlyList<CaseOutcome>?> AgedPassAsync(IReadOnlyList<Case> cases, CancellationToken cancellationToken)
    {
        var probed = Probed(cases, AgedPass);
        await PrimeAsync(probed, AgedPass, cancellationToken);
        await ControlAsync(probed, AgedPass, cancellationToken);
        foreach (var sameAge in probed.Where(one => one.IsControlLive).GroupBy(one => one.Case.Elapsed).OrderBy(group => group.Key))
        {
            await options.AgeTo!(sameAge.Key, cancellationToken);
            await ProbeAsync(sameAge, AgedPass, cancellationToken);
            await RecheckAsync(sameAge, AgedPass, cancellationToken);
        }

        return _observer.Failure is null ? [.. probed.Select(one => ProbeJudge.Of(one, AgedPass))] : null;
    }

    private ProbedCase[] Probed(IEnumerable<Case> cases, int pass)
    {
        var salt = pass == 1 ? $"{options.Salt} r".Trim() : options.Salt;
        return [.. cases.Select(one => new ProbedCase(one, pass == 1, salt) { NotRun = WhyNotRun(one) })];
    }

    private async Task ProbeAsync(IEnumerable<ProbedCase> probed, int pass, CancellationToken cancellationToken)
    {
        foreach (var one in probed.Where(one => one is { NotRun: null, IsControlLive: true }))
        {
            if (_observer.Failure is not null)
            {
                return;
            }

            one.Probe = await AskAsync(one.Case, one.Second, one.SecondBody, pass, cancellationToken);
        }
    }

    private async Task PrimeAsync(ProbedCase[] probed, int pass, CancellationToken cancellationToken)
    {
        foreach (var one in probed.Where(one => one.NotRun is null))
        {
            if (_observer.Failure is not null)
            {
                return;
            }

            var seen = await AskAsync(one.Case, one.First, one.FirstBody, pass, cancellationToken);
            if (seen.IsRefused)
            {
                one.NotRun = $"refused by the target with {seen.Answer!.Status}";
            }
            else if (seen.Origin is { } origin)
            {
                one.Served(origin);
            }
        }
    }

    // Again and again until it hits, for caches that write behind; one patience for all, or a cache that is off would take for ever.
    private async Task ControlAsync(ProbedCase[] probed, int pass, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var open = probed.Where(one => one is { NotRun: null, ForbidsStoring: false }).ToList();
        for (var round = 0; open.Count > 0 && _observer.Failure is null; round++)
        {
            foreach (var one in open.ToArray())
            {
                var seen = await AskAsync(one.Case, one.First, one.FirstBody, pass, cancellationToken);
                if (_observer.Failure is not null)
                {
                    return;
                }

                if (seen.Origin is { } origin)
                {
                    one.IsControlLive |= seen.IsReplay && one.IsOwn(origin);
                    one.Served(origin);
                }
            }

            open.RemoveAll(one => one.IsControlLive);
            if (time.GetElapsedTime(started) > options.ControlPatience || (round > 0 && open.Count == 0))
            {
                return;
            }

            if (open.Count > 0)
            {
                await Task.Delay(ControlPause, time, cancellationToken);
            }
        }
    }

    // A miss says nothing when the entry was gone by then.
    private async Task RecheckAsync(IEnumerable<ProbedCase> probed, int pass, CancellationToken cancellationToken)
    {
        foreach (var one in probed.Where(one => one is { Probe: { IsReplay: false, Problem: null }, ForbidsStoring: false }))
        {
            var seen = await AskAsync(one.Case, one.First, one.FirstBody, pass, cancellationToken);
            if (_observer.Failure is not null)
            {
                return;
            }

            // A probe that asked for a fresh answer of the same request has renewed the entry.
            one.IsControlLive = seen.IsReplay && seen.Origin is { } origin && (one.IsOwn(origin) || SameRequest.Is(origin.Request, one.First));
        }
    }

    private async Task<Sighting> AskAsync(Case one, CaseRequest request, ReadOnlyMemory<byte> body, int pass, CancellationToken cancellationToken)
    {
        var seen = await _observer.AskAsync(one, request, body, pass, cancellationToken);
        _progress?.Report(_observer.Requests);
        return seen;
    }

    private string? WhyNotRun(Case one) =>
        one.Requires.FirstOrDefault(word => options.Without.Contains(word) || (word == Clock && options.AgeTo is null)) ?? target.Keys.WhyNot(one, options);
}
