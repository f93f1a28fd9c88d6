using System.Globalization;
using CacheSafety.BlackBox;
using CacheSafety.Cases;
using CacheSafety.Scoring;

namespace CacheSafety.Opaque;

/// <summary>
/// A hosted target that cannot be given our upstream. The same sentence goes into both requests of a case and asks for random words; equal
/// words are a replay, as far as fresh answers of this target do not end alike by themselves, which is measured first.
/// </summary>
public sealed class OpaqueProber(HttpTarget target, ProbeOptions options, int calibration, TimeProvider time)
{
    private const int ControlRounds = 3;
    private const string Sentence = "end your answer with eight random words";

    private readonly PatientSender _sender = new(target, options, time);
    private readonly OpaqueCalibration _calibration = new();

    /// <summary>Set when the run ended without outcomes.</summary>
    public ProbeFailure? Failure => _sender.Failure;

    /// <summary>Requests sent.</summary>
    public int Requests => _sender.Requests;

    /// <summary>Runs the cases; null when that could not be done.</summary>
    public async Task<IReadOnlyList<CaseOutcome>?> RunAsync(IReadOnlyList<Case> cases, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var sentence = $"{options.Salt} {Sentence}".Trim();
        var probed = cases.Select(one => new OpaqueCase(one, sentence)
        {
            // Nobody can make the time of a hosted service pass.
            NotRun = one.Requires.FirstOrDefault(word => word == "clock" || options.Without.Contains(word)) ?? target.Keys.WhyNot(one, options),
        }).ToArray();
        if (probed.FirstOrDefault(one => one.NotRun is null) is { } plain)
        {
            await CalibrateAsync(plain.Case.Old, progress, cancellationToken);
        }

        foreach (var one in probed.Where(one => one.NotRun is null && Failure is null))
        {
            var (prime, refused, _) = await AskAsync(one.Case.Old, one.OldBody, progress, cancellationToken);
            (one.Prime, one.NotRun) = (prime, refused);
        }

        await ControlAsync(probed, progress, cancellationToken);
        var outcomes = new Dictionary<string, CaseOutcome>(StringComparer.Ordinal);
        foreach (var one in probed.OrderBy(one => one.Case.Label.Reusable))
        {
            if (Failure is not null)
            {
                return null;
            }

            outcomes[one.Case.Id] = await ProbeAsync(one, probed, progress, cancellationToken);
        }

        return Failure is null ? [.. cases.Select(one => outcomes[one.Id])] : null;
    }

    // Two requests that differ from each other and from all others: their answers are fresh whatever the cache does, if it is exact at all.
    private async Task CalibrateAsync(CaseRequest request, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        for (var pair = 0; pair < calibration && Failure is null; pair++)
        {
            var answers = new List<OpaqueAnswer>();
            var sent = time.GetUtcNow();
            foreach (var side in new[] { "a", "b" })
            {
                var mark = string.Create(CultureInfo.InvariantCulture, $"{Sentence}; reference {options.Salt} {pair}{side} {Guid.CreateVersion7(time.GetUtcNow()):N}");
                if (await AskAsync(request, Salt.Into(request.Body, mark), progress, cancellationToken) is (Answer: { } answer, _, _))
                {
                    answers.Add(answer);
                }
            }

            if (answers.Count == 2)
            {
                _calibration.AddFresh(answers[0], answers[1], sent);
            }
        }
    }

    private async Task ControlAsync(OpaqueCase[] probed, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        for (var round = 0; round < ControlRounds; round++)
        {
            foreach (var one in probed.Where(one => one is { NotRun: null, Prime: not null, IsControlLive: false, ForbidsStoring: false }))
            {
                if (Failure is not null)
                {
                    return;
                }

                if (await AskAsync(one.Case.Old, one.OldBody, progress, cancellationToken) is not (Answer: { } answer, _, var sent))
                {
                    continue;
                }

                one.IsControlLive = OpaqueEvidence.Probability(answer, one.Prime!, sent, _calibration) >= OpaqueEvidence.Hit;
                if (one.IsControlLive)
                {
                    _calibration.AddReplay(answer);
                }
                else
                {
                    // What is stored now may be this one.
                    one.Prime = answer;
                }
            }
        }

        var isAnyLive = probed.Any(one => one.IsControlLive);
        foreach (var one in probed.Where(one => one.ForbidsStoring))
        {
            one.IsControlLive = isAnyLive;
        }
    }

    private async Task<CaseOutcome> ProbeAsync(OpaqueCase one, OpaqueCase[] all, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var outcome = new CaseOutcome { Case = one.Case, Verdict = Verdict.NotRun, Reason = one.NotRun };
        if (one.NotRun is not null)
        {
            return outcome;
        }

        if (!one.IsControlLive || one.Prime is null)
        {
            return outcome with { Verdict = Verdict.ControlDead, Reason = "the same request was not served again" };
        }

        var (answer, refused, sent) = await AskAsync(one.Case.New, one.NewBody, progress, cancellationToken);
        if (answer is null)
        {
            return outcome with { Verdict = refused is null ? Verdict.Undetermined : Verdict.NotRun, Reason = refused ?? "no answer" };
        }

        var own = OpaqueEvidence.Probability(answer, one.Prime, sent, _calibration);
        var other = own >= OpaqueEvidence.Hit ? null : all.FirstOrDefault(a => a != one && a.Prime is { Words: not null } prime && prime.Words == answer.Words
            && OpaqueEvidence.Probability(answer, prime, sent, _calibration) >= OpaqueEvidence.Hit);
        var judged = outcome with
        {
            Claim = answer.Claim,
            FirstByteMs = answer.FirstByteMs,
            Similarity = null,
            Reason = string.Create(CultureInfo.InvariantCulture, $"probability of a replay {own:0.0000}"),
        };
        return own >= OpaqueEvidence.Hit ? judged with { Verdict = Verdict.Hit, ServedFrom = "own", IsOwnEntry = true, Reason = null }
            : other is not null ? Elsewhere(judged, one, other)
            : judged with { Verdict = own <= OpaqueEvidence.Miss ? Verdict.Miss : Verdict.Undetermined };
    }

    private static CaseOutcome Elsewhere(CaseOutcome judged, OpaqueCase one, OpaqueCase other) =>
        other.Case.Old.IsSameAs(one.Case.Old) ? judged with { Verdict = Verdict.Hit, ServedFrom = "own", IsOwnEntry = true, Reason = null }
        : Policies.SameRequest.Is(other.Case.Old, one.Case.New) ? judged with { Verdict = Verdict.Miss, Reason = $"the same request was stored by {other.Case.Id}" }
        : judged with { Verdict = Verdict.Hit, ServedFrom = other.Case.Id, Reason = $"the answer was made for {other.Case.Id}" };

    private async Task<(OpaqueAnswer? Answer, string? Refused, DateTimeOffset Sent)> AskAsync(
        CaseRequest request, ReadOnlyMemory<byte> body, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        var sent = time.GetUtcNow();
        var answer = await _sender.SendAsync(request, body, cancellationToken);
        progress?.Report(_sender.Requests);
        return answer switch
        {
            null => (null, null, sent),
            { IsSuccess: true, IsWhole: true } => (OpaqueAnswer.Of(answer), null, sent),
            { Status: >= 400 and < 500 } => (null, $"refused by the target with {answer.Status}", sent),
            _ => (null, null, sent),
        };
    }
}
