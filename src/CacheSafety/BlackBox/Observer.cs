using CacheSafety.Cases;
using CacheSafety.Reports;

namespace CacheSafety.BlackBox;

/// <summary>
/// Sends requests one after the other and tells of each answer whether it was generated for it or before: a replay's canary is older than
/// the request and the ledger did not grow; a fresh one's is new and the ledger grew by one; anything else is not decided.
/// </summary>
internal sealed class Observer(HttpTarget target, ILedgerReader ledger, ProbeOptions options, TimeProvider time)
{
    private readonly Dictionary<string, Generation> _origins = new(StringComparer.Ordinal);
    private readonly PatientSender _sender = new(target, options, time);
    private long _last;
    private int _falseHits;
    private int _silentHits;
    private int _unlabelled;
    private int _checked;

    /// <summary>Set when the run must end.</summary>
    public ProbeFailure? Failure => _sender.Failure;

    public int Requests => _sender.Requests;

    public HeaderTruthPart HeaderTruth => new(_falseHits, _silentHits, _unlabelled, _checked);

    /// <summary>One request that shows whether target and upstream belong together.</summary>
    public async Task PingAsync(CaseRequest request, string salt, CancellationToken cancellationToken)
    {
        var earlier = await ledger.SinceAsync(0, cancellationToken);
        _last = earlier.Count == 0 ? 0 : earlier[^1].Sequence;
        var seen = await AskAsync(null, request, Salt.Into(request.Body, salt), 0, cancellationToken);
        if (Failure is not null)
        {
            return;
        }

        if (seen.Answer is { IsSuccess: false } answer)
        {
            _sender.Fail(false, $"{target.BaseUrl} answers {answer.Status} to a plain request: {PatientSender.Shorten(answer.Body)} Give it the models of the cases and set its provider's base URL to this upstream.");
        }
        else if (seen.Origin is null)
        {
            _sender.Fail(false, $"{target.BaseUrl} answered, but not from this upstream ({seen.Problem}): set the base URL of its provider to the upstream's address, and use a salt (--salt) if an earlier run is still cached.");
        }
    }

    /// <summary>Asks once, waiting as long as the target is rate-limited.</summary>
    public async Task<Sighting> AskAsync(Case? one, CaseRequest request, ReadOnlyMemory<byte> body, int pass, CancellationToken cancellationToken)
    {
        var answer = await _sender.SendAsync(request, body, cancellationToken);
        return answer is null ? new Sighting(null, false, "no answer", null) : await JudgeAsync(one, request, answer, pass, cancellationToken);
    }

    private async Task<Sighting> JudgeAsync(Case? one, CaseRequest request, ProbeAnswer answer, int pass, CancellationToken cancellationToken)
    {
        var before = _last;
        var minted = await ledger.SinceAsync(before, cancellationToken);
        foreach (var generation in minted)
        {
            _origins[generation.Canary] = new Generation(generation.Sequence, one, request, pass);
            _last = generation.Sequence;
        }

        if (!answer.IsSuccess)
        {
            return new Sighting(null, false, $"status {answer.Status}", answer);
        }

        var canaries = Canary.FindIn(answer.Text);
        var (origin, problem) = canaries.Count switch
        {
            0 => (null, "no canary in the answer"),
            > 1 => (null, "canaries of several generations in one answer"),
            _ when !_origins.TryGetValue(canaries[0], out var known) => (null, "a canary of another run"),
            _ when !answer.IsWhole => (null, "the answer is cut off"),
            _ => (_origins[canaries[0]], (string?)null),
        };
        if (origin is null)
        {
            return new Sighting(null, false, problem, answer);
        }

        var isReplay = origin.Sequence <= before;
        if (isReplay ? minted.Count > 0 : minted.Count != 1)
        {
            return new Sighting(null, false, isReplay ? "an old answer, and yet the upstream was called" : "several calls upstream for one answer", answer);
        }

        Check(isReplay, answer.Claim);
        return new Sighting(origin, isReplay, null, answer);
    }

    private void Check(bool isReplay, bool? claim)
    {
        _checked++;
        _falseHits += !isReplay && claim == true ? 1 : 0;
        _silentHits += isReplay && claim == false ? 1 : 0;
        _unlabelled += isReplay && claim is null ? 1 : 0;
    }
}
