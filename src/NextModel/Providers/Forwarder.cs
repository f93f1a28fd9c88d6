using System.Runtime.CompilerServices;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Inference;
using NextModel.Providers.OpenAI;
using NextModel.Routing;

namespace NextModel.Providers;

/// <summary>
/// Sends a request along its plan until a source begins to answer well: retries and fallbacks, all of them before the first byte of
/// output. One of the two places that catch exceptions of I/O.
/// </summary>
/// <remarks>
/// A small loop, not a resilience library: each attempt stands on the receipt, and what may be tried again depends on what the
/// source said (docs/adr/0009).
/// </remarks>
public sealed class Forwarder(SourceConnections connections, TimeProvider time)
{
    /// <summary>A source that asks for a longer wait than this is left for the next one.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstBackoff = TimeSpan.FromMilliseconds(250);

    /// <param name="plan">Offers in order.</param>
    /// <param name="request">What was asked.</param>
    /// <param name="requestId">Seeds the ids that are minted where a source sends none.</param>
    /// <param name="attempts">Receives every attempt, as it is made.</param>
    /// <param name="stop">Ends the call when nobody wants the answer any more.</param>
    /// <returns>An answer that has begun, or the error to give up with.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<ForwardResult> SendAsync(
        RoutePlan plan, InferenceRequest request, Guid requestId, List<Attempt> attempts, CancellationToken stop)
    {
        var deadline = time.GetTimestamp() + (long)(plan.Targets[0].Source.Timeouts.Total.TotalSeconds * time.TimestampFrequency);
        ProviderFailure? last = null;
        foreach (var offer in plan.Targets)
        {
            for (var n = 1; n <= offer.Source.MaxAttempts; n++)
            {
                if (last is not null && n > 1 && !await WaitAsync(last, n, deadline, stop))
                {
                    break;
                }

                var attempt = new Attempt
                {
                    Number = attempts.Count + 1,
                    Offer = offer,
                    StartedAt = time.GetUtcNow(),
                    MaxOutputTokens = request.OutputBound ?? request.MaxOutputTokens,
                };
                attempts.Add(attempt);
                var call = new UpstreamCall(
                    connections.For(offer.Source), request, Frame(plan, offer, request, requestId, attempt), attempt, time, deadline, stop)
                {
                    ModelLimit = plan.Model.MaxOutputTokens,
                };
                last = await call.BeginAsync();
                if (last is null)
                {
                    return ForwardResult.Answering(call);
                }

                call.Dispose();
                if (attempt.Outcome == AttemptOutcome.CallerLeft)
                {
                    return ForwardResult.CallerLeft;
                }

                if (last.Retry == RetryScope.Never)
                {
                    return ForwardResult.Failed(last.Error);
                }

                if (last.Retry == RetryScope.OtherSource)
                {
                    break;
                }
            }

            if (time.GetTimestamp() >= deadline)
            {
                break;
            }
        }

        return ForwardResult.Failed(Exhausted(last!, attempts));
    }

    private static AnswerFrame Frame(RoutePlan plan, Offer offer, InferenceRequest request, Guid requestId, Attempt attempt) =>
        new(plan.Model.Id, requestId, attempt.StartedAt)
        {
            UpstreamModel = offer.UpstreamModel,
            IncludeUsage = request.IncludeUsage,
            OutputIncludesReasoning = offer.Source.Quirks.OutputIncludesReasoning,
        };

    // Full jitter (AWS Architecture Blog, "Exponential Backoff And Jitter"), unless the source said how long.
    private async ValueTask<bool> WaitAsync(ProviderFailure failure, int attempt, long deadline, CancellationToken stop)
    {
        var wait = failure.RetryAfter
            ?? Random.Shared.NextDouble() * FirstBackoff * Math.Pow(2, attempt - 2);
        if (wait > LongestWait || time.GetTimestamp() + (long)(wait.TotalSeconds * time.TimestampFrequency) >= deadline)
        {
            return false;
        }

        try
        {
            await Task.Delay(wait, time, stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private static GatewayError Exhausted(ProviderFailure failure, List<Attempt> attempts)
    {
        var tried = string.Join(", ", attempts.Select(a => $"{a.Offer.Source.Id}: {a.Error}"));
        var times = attempts.Count == 1 ? "1 attempt" : $"{attempts.Count} attempts";
        return failure.Error with
        {
            Message = $"{failure.Error.Message} ({times}: {tried})",

            // We have tried again already: an SDK that does the same multiplies the load on a source in trouble.
            ShouldRetry = failure.Error.ShouldRetry ?? false,
            RetryAfter = failure.RetryAfter ?? failure.Error.RetryAfter,
        };
    }
}
