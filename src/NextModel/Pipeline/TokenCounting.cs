using NextModel.Caching;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Metering;
using NextModel.Policies;
using NextModel.Providers.Anthropic;
using NextModel.Providers.Translation;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>
/// How many tokens a request has that is not sent: steps 1 to 3 of <see cref="GatewayPipeline"/>, then a count. Nothing is generated, reserved, charged
/// or cached, so there is no receipt; it is a request to the limits on requests.
/// </summary>
public sealed class TokenCounting(
    KeyAuthenticator authenticator, SnapshotHolder snapshots, PolicyDirectory policies, CredentialDirectory credentials, Router router, TargetBook targets,
    RateLimiter rates, BudgetKeeper budgets, TokenCountCall source)
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

        var models = OwnModels.Of(credentials.Of(caller), snapshot);
        refusal = PolicyStep.Authorize(policies, caller, request, models, snapshot, budgets, targets, exchange.StartedAt, out var ruled);
        if (refusal is not null)
        {
            return refusal;
        }

        using var body = CanonicalBody.Of(request, []);
        var routing = ruled is null ? router.Route(models, request.Model) : router.Route(PolicyStep.Seeded(ruled, body, exchange.Id));
        FirstTranslation? made = null;
        var isRouted = routing.TryGet(out var route, out refusal) && TranslatedRoute.Narrow(route, request, out made).TryGet(out route, out refusal);
        made?.Dispose();
        if (!isRouted)
        {
            return refusal!;
        }

        return await source.CountAsync(request, route!.Targets[0], exchange.CallerGone) is { } told
            ? new TokenCount(told, UsageSource.Provider)
            : new TokenCount(Meter.EstimateInput(request, route.Model.Tokenizer), UsageSource.Estimated);
    }
}
