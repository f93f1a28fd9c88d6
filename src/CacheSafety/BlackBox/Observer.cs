using System.Globalization;
using CacheSafety.Cases;
using CacheSafety.Reports;

namespace CacheSafety.BlackBox;

/// <summary>
/// Sends requests one after the other and tells of each answer whether it was generated for it or before: a replay's canary is older than
/// the request and the ledger did not grow; a fresh one's is new and the ledger grew by one; anything else is not decided.
/// </summary>
internal sealed class Observer(HttpTarget target, ILedgerReader ledger, ProbeOptions options, TimeProvider time)
{
    private const int MostFailures = 3;

    private readonly Dictionary<string, Generation> _origins = new(StringComparer.Ordinal);
    private TimeSpan _waited;
    private long _last;
    private int _falseHits;
    private int _silentHits;
    private int _unlabelled;
    private int _checked;

    /// <summary>Set when the run must end.</summary>
    public ProbeFailure? Failure { get; private set; }

    public int Requests { get; private set; }

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
            Fail(false, $"{target.BaseUrl} answers {answer.Status} to a plain request: {Shorten(answer.Body)} Give it the models of the cases and set its provider's base URL to this upstream.");
        }
        else if (seen.Origin is null)
        {
            Fail(false, $"{target.BaseUrl} answered, but not from this upstream ({seen.Problem}): set the base URL of its provider to the upstream's address, and use a salt (--salt) if an earlier run is still cached.");
        }
    }

    /// <summary>Asks once, waiting as long as the target is rate-limited.</summary>
    public async Task<Sighting> AskAsync(Case? one, CaseRequest request, ReadOnlyMemory<byte> body, int pass, CancellationToken cancellationToken)
    {
        for (var failures = 0; ;)
        {
            ProbeAnswer answer;
            try
            {
                Requests++;
                answer = await target.SendAsync(request, body, cancellationToken);
            }
            catch (Exception error) when (error is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                if (++failures >= MostFailures || one is null)
                {
                    Fail(true, $"{target.BaseUrl} does not answer: {error.Message}");
                    return new Sighting(null, false, "no answer", null);
                }

                await Task.Delay(TimeSpan.FromSeconds(failures), time, cancellationToken);
                continue;
            }

            if (answer.Status is 401 or 403)
            {
                Fail(false, $"{target.BaseUrl} refuses the key of {request.Scope.Tenant}/{request.Scope.Project}/{request.Scope.Key} with {answer.Status}: set {KeyRing.Names(request.Scope).Last()} or, for the usual scope, {KeyRing.Plain}. {Shorten(answer.Body)}");
                return new Sighting(null, false, "refused", answer);
            }

            if (answer.Status is 429 or 503 && await WaitAsync(answer, cancellationToken))
            {
                continue;
            }

            return Failure is null ? await JudgeAsync(one, request, answer, pass, cancellationToken) : new Sighting(null, false, "stopped", answer);
        }
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

    // True when it was waited and the request may be sent again.
    private async Task<bool> WaitAsync(ProbeAnswer answer, CancellationToken cancellationToken)
    {
        var asked = answer.RetryAfter is { } stated && stated > TimeSpan.Zero ? stated : TimeSpan.FromSeconds(1);
        if (_waited + asked > options.LimitPatience)
        {
            Fail(true, string.Create(CultureInfo.InvariantCulture, $"{target.BaseUrl} is rate-limited ({answer.Status}) and was waited for {_waited.TotalSeconds:0} s in all: raise its limit for the keys of the bench."));
            return false;
        }

        _waited += asked;
        await Task.Delay(asked, time, cancellationToken);
        return true;
    }

    private void Fail(bool isUnreachable, string message) => Failure ??= new ProbeFailure(isUnreachable, message);

    private static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";
}
