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
            return new ProbeResult([.. cases.Select(one => NotRun(one, WhyNotRun(one)!))], [], _observer.HeaderTruth, 0);
        }

        await _observer.PingAsync(plain.Old, $"ping {options.Salt}".Trim(), cancellationToken);
        var forward = await PassAsync(cases, 0, cancellationToken);
        // Only where the label says the same in both directions.
        var mirrored = options.Reverse ? cases.Where(one => one.Suite is Suite.Core or Suite.Scope).ToArray() : [];
        var backward = forward is not null && mirrored.Length > 0 ? await PassAsync(mirrored, 1, cancellationToken) : [];
        if (forward is null || backward is null || _observer.Failure is not null)
        {
            return null;
        }

        var worse = backward.Where(outcome => outcome.IsBad).ToDictionary(outcome => outcome.Case.Id, StringComparer.Ordinal);
        return new ProbeResult(
            [.. forward.Select(outcome => outcome.IsBad ? outcome : worse.GetValueOrDefault(outcome.Case.Id, outcome))],
            forward,
            _observer.HeaderTruth,
            _observer.Requests);
    }

    private async Task<IReadOnlyList<CaseOutcome>?> PassAsync(IReadOnlyList<Case> cases, int pass, CancellationToken cancellationToken)
    {
        var salt = pass == 0 ? options.Salt : $"{options.Salt} r".Trim();
        var probed = cases.Select(one => new ProbedCase(one, pass == 1, salt) { NotRun = WhyNotRun(one) }).ToArray();
        await PrimeAsync(probed, pass, cancellationToken);
        await ControlAsync(probed, pass, cancellationToken);

        // A dead control of one that forbids storing is as it should be; whether the cache works is shown by the others.
        var isAnyLive = probed.Any(one => one.IsControlLive);
        foreach (var one in probed.Where(one => one.ForbidsStoring && one.NotRun is null))
        {
            one.IsControlLive = isAnyLive;
        }

        foreach (var one in probed.Where(one => one is { NotRun: null, IsControlLive: true }).OrderBy(one => one.Case.Label.Reusable))
        {
            one.Probe = await AskAsync(one.Case, one.Second, one.SecondBody, pass, cancellationToken);
            if (_observer.Failure is not null)
            {
                return null;
            }
        }

        await RecheckAsync(probed, pass, cancellationToken);
        return _observer.Failure is null ? [.. probed.Select(one => Judge(one, pass))] : null;
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
    private async Task RecheckAsync(ProbedCase[] probed, int pass, CancellationToken cancellationToken)
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

    private static CaseOutcome Judge(ProbedCase one, int pass)
    {
        if (one.NotRun is { } lack)
        {
            return NotRun(one.Case, lack);
        }

        var outcome = new CaseOutcome { Case = one.Case, Verdict = Verdict.ControlDead, IsReversed = pass == 1, Reason = "the same request was not served again" };
        if (one.Probe is not { } probe)
        {
            return outcome;
        }

        outcome = outcome with { Claim = probe.Answer?.Claim, FirstByteMs = probe.Answer?.FirstByte.TotalMilliseconds, Reason = probe.Problem };
        if (probe.IsRefused)
        {
            return outcome with { Verdict = Verdict.NotRun, Reason = $"refused by the target with {probe.Answer!.Status}" };
        }

        if (probe.Origin is not { } origin)
        {
            return outcome with { Verdict = Verdict.Undetermined };
        }

        if (!probe.IsReplay)
        {
            return one.IsControlLive ? outcome with { Verdict = Verdict.Miss } : outcome with { Verdict = Verdict.ControlDead, Reason = "its entry was evicted" };
        }

        return JudgeReplay(one, origin, probe.Answer!, outcome, pass);
    }

    private static CaseOutcome JudgeReplay(ProbedCase one, Generation origin, ProbeAnswer answer, CaseOutcome outcome, int pass)
    {
        var isOwn = one.IsOwn(origin);
        if (!isOwn && origin.Pass == pass && SameRequest.Is(origin.Request, one.Second))
        {
            // Some case before asked this very request; that its answer is served says nothing of this case.
            return outcome with { Verdict = Verdict.Miss, Reason = $"the same request was stored by {origin.Case?.Id}" };
        }

        if (!isOwn && origin.Pass != pass && origin.Case?.Id == one.Case.Id)
        {
            return outcome with { Verdict = Verdict.Undetermined, Reason = "the cache does not tell the two passes apart" };
        }

        var isMade = isOwn && (origin.Case?.Id == one.Case.Id || SameRequest.Is(origin.Request, one.First));
        var isWrongFormat = answer.IsStream != IsStreamAsked(one.Second);
        return outcome with
        {
            Verdict = Verdict.Hit,
            ServedFrom = isMade ? "own" : origin.Case?.Id ?? "ping",
            IsOwnEntry = isOwn,
            IsWrongFormat = isWrongFormat,
            Reason = isWrongFormat ? $"asked for {(answer.IsStream ? "JSON, the replay came as a stream" : "a stream, the replay came as JSON")}"
                : isMade ? null
                : $"the answer was made for {origin.Case?.Id}",
        };
    }

    private static bool IsStreamAsked(CaseRequest request)
    {
        using var body = System.Text.Json.JsonDocument.Parse(request.Body);
        return CanaryAnswer.IsStream(body.RootElement);
    }

    private string? WhyNotRun(Case one)
    {
        if (one.Requires.FirstOrDefault(options.Without.Contains) is { } lack)
        {
            return lack;
        }

        return target.Keys.WhyNot(one, options);
    }

    private static CaseOutcome NotRun(Case one, string lack) => new() { Case = one, Verdict = Verdict.NotRun, Reason = lack };
}
