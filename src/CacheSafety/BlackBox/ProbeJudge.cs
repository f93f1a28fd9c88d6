using System.Text.Json;
using CacheSafety.Cases;
using CacheSafety.Policies;
using CacheSafety.Scoring;

namespace CacheSafety.BlackBox;

/// <summary>From what was seen of a case to its verdict.</summary>
internal static class ProbeJudge
{
    public static CaseOutcome NotRun(Case one, string lack) => new() { Case = one, Verdict = Verdict.NotRun, Reason = lack };

    public static CaseOutcome Of(ProbedCase one, int pass)
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
            return one.IsControlLive ? outcome with { Verdict = Verdict.Miss } : outcome with { Verdict = Verdict.ControlDead, Reason = "the same request was not served again after the probe: evicted, or the cache had stopped" };
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
        using var body = JsonDocument.Parse(request.Body);
        return CanaryAnswer.IsStream(body.RootElement);
    }
}
