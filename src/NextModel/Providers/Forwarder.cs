using System.Runtime.CompilerServices;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Providers.Clients;
using NextModel.Providers.OpenAI;
using NextModel.Providers.Translation;
using NextModel.Routing;

namespace NextModel.Providers;

/// <summary>
/// Sends a request along its plan until a source begins to answer well: retries and fallbacks, all of them before the first byte of
/// output. One of the two places that catch exceptions of I/O.
/// </summary>
/// <remarks>
/// A small loop, not a resilience library: each attempt stands on the receipt, and what may be tried again depends on what the
/// source said (docs/adr/0009). No target has its turn twice, so it ends.
/// </remarks>
public sealed class Forwarder(SourceConnections connections, TargetBook targets, TimeProvider time)
{
    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(250);

    /// <summary>Added to every wait, so that those who were told the same moment do not all come back in it.</summary>
    private static readonly TimeSpan MostSpread = TimeSpan.FromMilliseconds(100);

    /// <param name="plan">Offers in order.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="first">The body made for the first offer when the route was chosen; null where there is none.</param>
    /// <param name="tenant">Whose request it is: any number that tells tenants apart.</param>
    /// <param name="requestId">Seeds the ids that are minted where a source sends none.</param>
    /// <param name="attempts">Receives every attempt, as it is made.</param>
    /// <param name="stop">Ends the call when nobody wants the answer any more.</param>
    /// <returns>An answer that has begun, or the error to give up with.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<ForwardResult> SendAsync(
        RoutePlan plan, InferenceRequest request, FirstTranslation? first, int tenant, Guid requestId, List<Attempt> attempts, CancellationToken stop)
    {
        var deadline = After(plan.Targets[0].Source.Timeouts.Total);
        var retries = 0;
        var mayRest = true;
        ProviderFailure? last = null;
        while (true)
        {
            if (Next(plan, tenant, attempts, out var pass) is not { } offer)
            {
                if (mayRest && ShortestRest(plan, tenant, attempts) is { } rest && await WaitAsync(rest, deadline, stop))
                {
                    mayRest = false;
                    continue;
                }

                break;
            }

            var target = targets.Of(offer);
            target.Retries.NoteRequest(offer.Source.RetryShare);
            for (var n = 1; pass.IsGranted; n++)
            {
                var attempt = new Attempt
                {
                    Number = attempts.Count + 1,
                    Offer = offer,
                    StartedAt = time.GetUtcNow(),
                    MaxOutputTokens = request.OutputBound ?? request.MaxOutputTokens,
                };
                attempts.Add(attempt);
                var call = new UpstreamCall(
                    connections.For(offer.Source), target, pass, request, Frame(plan, offer, request, requestId, attempt), attempt, time, deadline, stop)
                {
                    ModelLimit = plan.ModelOf(offer).MaxOutputTokens,
                    First = first,
                };
                last = await call.BeginAsync();
                if (last is null)
                {
                    return ForwardResult.Answering(call);
                }

                if (attempt.Outcome == AttemptOutcome.CallerLeft)
                {
                    return ForwardResult.CallerLeft;
                }

                if (last.Retry == RetryScope.Never)
                {
                    return ForwardResult.Failed(last.Error);
                }

                if (last.Retry == RetryScope.OtherSource || n >= offer.Source.MaxAttempts || !target.Retries.TryTake()
                    || !await WaitAsync(last.RetryAfter ?? Backoff(retries++), deadline, stop))
                {
                    break;
                }

                pass = target.TryEnter(offer.Source, tenant);
            }

            if (stop.IsCancellationRequested)
            {
                return ForwardResult.CallerLeft;
            }

            if (last?.Code == UpstreamFailures.OutOfTime || time.GetTimestamp() >= deadline)
            {
                break;
            }
        }

        return stop.IsCancellationRequested ? ForwardResult.CallerLeft
            : ForwardResult.Failed(last is null ? targets.WhyNone(plan, tenant) : Exhausted(last, attempts));
    }

    // The first target that has not had its turn and may be tried.
    private Offer? Next(RoutePlan plan, int tenant, List<Attempt> attempts, out TargetPass pass)
    {
        for (var i = 0; i < plan.Targets.Count; i++)
        {
            var offer = plan.Targets[i];
            if (!WasTried(offer, attempts) && (pass = targets.Of(offer).TryEnter(offer.Source, tenant)).IsGranted)
            {
                return offer;
            }
        }

        pass = default;
        return null;
    }

    // A target that asked for a moment's rest is waited for, where nothing else is left to try.
    private TimeSpan? ShortestRest(RoutePlan plan, int tenant, List<Attempt> attempts)
    {
        TimeSpan? shortest = null;
        foreach (var offer in plan.Targets)
        {
            if (!WasTried(offer, attempts) && targets.Of(offer).Health.OpenFor(tenant, out var state) is var rest && state == HealthState.Resting
                && (shortest is null || rest < shortest))
            {
                shortest = rest;
            }
        }

        return shortest;
    }

    private static bool WasTried(Offer offer, List<Attempt> attempts)
    {
        foreach (var attempt in attempts)
        {
            if (ReferenceEquals(attempt.Offer, offer))
            {
                return true;
            }
        }

        return false;
    }

    private static AnswerFrame Frame(RoutePlan plan, Offer offer, InferenceRequest request, Guid requestId, Attempt attempt) =>
        new(plan.ModelOf(offer).Id, requestId, attempt.StartedAt)
        {
            UpstreamModel = offer.UpstreamModel,
            CredentialId = offer.Source.CredentialId,
            IncludeUsage = request.IncludeUsage,
            InputForecast = request.InputForecast,
            Terms = request.Terms ?? ResponseTerms.None,
            Tools = request.Terms is null || ClientDialects.Passes(request, offer.Source) ? ChatForm.NoTools : request.ChatForm!.Tools,
            UsageShape = UsageShape.Of(offer.Source.Quirks),
            ThinkTags = offer.Source.Quirks.ThinkTags,
        };

    // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"). It grows over the request, not anew at every target.
    private static TimeSpan Backoff(int retries) => Random.Shared.NextDouble() * FirstBackoff * Math.Pow(2, retries);

    // False when that is too long for a caller who is waiting, or when the caller has left.
    private async ValueTask<bool> WaitAsync(TimeSpan wait, long deadline, CancellationToken stop)
    {
        if (wait > TargetBook.LongestWait || After(wait) >= deadline)
        {
            return false;
        }

        try
        {
            await Task.Delay(wait + (Random.Shared.NextDouble() * MostSpread) + TimeSpan.FromMilliseconds(1), time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private long After(TimeSpan wait) => time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency);

    private static GatewayError Exhausted(ProviderFailure failure, List<Attempt> attempts)
    {
        var tried = string.Join(", ", attempts.Select(a => $"{a.Offer.Source.Label}: {a.Error}"));
        var times = attempts.Count == 1 ? "1 attempt" : $"{attempts.Count} attempts";
        return failure.Error with
        {
            Message = $"{failure.Error.Message} ({times}: {tried})",

            ShouldRetry = ShouldRetry(failure, attempts),
            RetryAfter = failure.RetryAfter ?? failure.Error.RetryAfter,
        };
    }

    // We have tried again already: an SDK that does the same multiplies the load on a source in trouble. Where nothing was, but the source said
    // when to come back, the caller may.
    private static bool? ShouldRetry(ProviderFailure failure, List<Attempt> attempts) =>
        failure.Error.ShouldRetry is { } said ? said
        : failure.RetryAfter > TimeSpan.Zero && attempts.DistinctBy(attempt => attempt.Offer).Count() == attempts.Count ? null
        : false;
}
