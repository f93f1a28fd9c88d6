using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;

namespace NextModel.Gateway.Pricing;

/// <summary>What the routes that need no key have in common: an id, and a limit on all of them together, so that nobody keeps the server busy with them.</summary>
internal sealed class OpenRoutes(TimeProvider time) : IDisposable
{
    /// <summary>Requests at once after a pause.</summary>
    public const int Burst = 60;

    /// <summary>Requests a second over any longer time.</summary>
    public const int PerSecond = 20;

    private readonly TokenBucketRateLimiter _limiter = new(new TokenBucketRateLimiterOptions
    {
        TokenLimit = Burst,
        TokensPerPeriod = PerSecond,
        ReplenishmentPeriod = TimeSpan.FromSeconds(1),
        QueueLimit = 0,
        AutoReplenishment = true,
    });

    /// <summary>Answers, or refuses.</summary>
    /// <param name="context">The request.</param>
    /// <param name="method">The method of the route.</param>
    /// <param name="answer">Writes the answer and returns null, or writes nothing and returns the refusal.</param>
    public async Task AnswerAsync(HttpContext context, string method, Func<HttpContext, ValueTask<GatewayError?>> answer)
    {
        RequestIdentity.Begin(context, time, out var requestId);
        if (await DecideAsync(context, method, answer) is { } refusal)
        {
            await ErrorReply.WriteAsync(context, refusal, requestId);
        }
    }

    public void Dispose() => _limiter.Dispose();

    private async ValueTask<GatewayError?> DecideAsync(HttpContext context, string method, Func<HttpContext, ValueTask<GatewayError?>> answer)
    {
        if (!HttpMethods.Equals(context.Request.Method, method))
        {
            context.Response.Headers.Allow = method;
            return new GatewayError(
                GatewayErrorCode.MethodNotSupported,
                $"{Header.Show(context.Request.Path)} is asked with {method}, not with {Header.Show(context.Request.Method)}.");
        }

        using var lease = _limiter.AttemptAcquire();
        return lease.IsAcquired
            ? await answer(context)
            : new GatewayError(
                GatewayErrorCode.RateLimitExceeded, $"The routes without a key take {PerSecond} requests a second together. Try again shortly.")
            {
                RetryAfter = TimeSpan.FromSeconds(1),
            };
    }
}
