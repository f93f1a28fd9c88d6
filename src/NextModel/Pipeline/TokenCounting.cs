using NextModel.Configuration;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Providers.Clients;

namespace NextModel.Pipeline;

/// <summary>
/// How many tokens a request has that is not sent: steps 1 to 3 of <see cref="GatewayPipeline"/>, then a count. Nothing is generated, reserved, charged
/// or cached, so there is no receipt; it is a request to the limits on requests.
/// </summary>
public sealed class TokenCounting(
    KeyAuthenticator authenticator, SnapshotHolder snapshots, RouteStep routes, LoadShedder load, RateLimiter rates, TokenCountCall source)
{
    /// <summary>The count and who counted: the first source of the route where it speaks the caller's dialect and says so, else we do, approximately.</summary>
    public async ValueTask<Result<TokenCount>> CountAsync(IExchange exchange)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        var snapshot = snapshots.Current;
        if (!exchange.Authenticate(authenticator).TryGet(out var caller, out var refusal))
        {
            return refusal;
        }

        if (load.Refuse(caller.Project) is { } overloaded)
        {
            return overloaded;
        }

        var tooMany = rates.TryEnter(caller, out var pass);
        using var admitted = pass;
        exchange.ShowLimits(pass?.Requests, pass?.Tokens);
        if (tooMany is not null)
        {
            return tooMany;
        }

        if (!(await exchange.ReadAsync()).TryGet(out var request, out refusal))
        {
            return refusal;
        }

        if (!(await routes.RouteAsync(exchange, caller, request, snapshot, isSent: false)).TryGet(out var routed, out refusal))
        {
            return refusal;
        }

        using var owned = routed;
        return await source.CountAsync(request, routed.Route.Targets[0], exchange.CallerGone) is { } told
            ? new TokenCount(told, UsageSource.Provider)
            : new TokenCount(Meter.EstimateInput(request, routed.Route.Model.Tokenizer), UsageSource.Estimated);
    }
}
