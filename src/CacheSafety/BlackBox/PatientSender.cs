using System.Globalization;
using CacheSafety.Cases;

namespace CacheSafety.BlackBox;

/// <summary>
/// Sends one request after the other and waits where it is asked to: a rate limit is no answer. Ends the run when the target does not
/// answer, refuses the key or stays limited.
/// </summary>
internal sealed class PatientSender(HttpTarget target, ProbeOptions options, TimeProvider time)
{
    private const int MostFailures = 3;

    private string _upstream = "platform";
    private TimeSpan _waited;
    private bool _hasAnswered;

    /// <summary>Set when the run must end.</summary>
    public ProbeFailure? Failure { get; private set; }

    public int Requests { get; private set; }

    /// <summary>The answer; null when there is none and <see cref="Failure"/> says why.</summary>
    public async Task<ProbeAnswer?> SendAsync(CaseRequest request, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        for (var failures = 0; Failure is null;)
        {
            ProbeAnswer answer;
            try
            {
                await SwitchAsync(request.Scope.Upstream, cancellationToken);
                Requests++;
                answer = await target.SendAsync(request, body, cancellationToken);
                _hasAnswered = true;
            }
            catch (Exception error) when (error is HttpRequestException or IOException && !cancellationToken.IsCancellationRequested)
            {
                if (++failures >= MostFailures || !_hasAnswered)
                {
                    Fail(true, $"{target.BaseUrl} does not answer: {error.Message}");
                    return null;
                }

                await Task.Delay(TimeSpan.FromSeconds(failures), time, cancellationToken);
                continue;
            }

            if (answer.Status is 401 or 403)
            {
                Fail(false, $"{target.BaseUrl} refuses the key of {request.Scope.Tenant}/{request.Scope.Project}/{request.Scope.Key} with {answer.Status}: set {KeyRing.Names(request.Scope).Last()} or, for the usual scope, {KeyRing.Plain}. {Shorten(answer.Body)}");
                return null;
            }

            if (answer.Status is not (429 or 503))
            {
                return answer;
            }

            await WaitAsync(answer, cancellationToken);
        }

        return null;
    }

    public void Fail(bool isUnreachable, string message) => Failure ??= new ProbeFailure(isUnreachable, message);

    public static string Shorten(string text) => text.Length <= 200 ? text : text[..200] + "…";

    private async Task SwitchAsync(string upstream, CancellationToken cancellationToken)
    {
        if (options.SwitchUpstream is { } switchTo && upstream != _upstream)
        {
            await switchTo(upstream, cancellationToken);
            _upstream = upstream;
        }
    }

    private async Task WaitAsync(ProbeAnswer answer, CancellationToken cancellationToken)
    {
        var asked = answer.RetryAfter is { } stated && stated > TimeSpan.Zero ? stated : TimeSpan.FromSeconds(1);
        if (_waited + asked > options.LimitPatience)
        {
            Fail(true, string.Create(CultureInfo.InvariantCulture, $"{target.BaseUrl} is rate-limited ({answer.Status}) and was waited for {_waited.TotalSeconds:0} s in all: raise its limit for the keys of the bench."));
            return;
        }

        _waited += asked;
        await Task.Delay(asked, time, cancellationToken);
    }
}
