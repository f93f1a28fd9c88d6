using System.Runtime.CompilerServices;
using NextModel.Caching;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Inference;
using NextModel.Limits;
using NextModel.Pipeline.Objects;
using NextModel.Policies;
using NextModel.Providers.Translation;
using NextModel.Routing;

namespace NextModel.Pipeline;

/// <summary>Step 3: who may call what, and which offers can serve it, in order.</summary>
public sealed class RouteStep(
    PolicyDirectory policies, CredentialDirectory credentials, Router router, BudgetKeeper budgets, TargetBook targets, ReferencedObjects references)
{
    /// <summary>Where a request goes, to be disposed; the refusal of one that may not be made, or that no offer can serve.</summary>
    /// <param name="exchange">Whose request it is.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="request">What is asked. Policies put their caps on it.</param>
    /// <param name="snapshot">The configuration it began under.</param>
    /// <param name="isSent">False where it is only counted: then it may be longer than any model takes.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    internal async ValueTask<Result<RoutedRequest>> RouteAsync(IExchange exchange, Caller caller, InferenceRequest request, GatewaySnapshot snapshot, bool isSent)
    {
        var models = OwnModels.Of(credentials.Of(caller), snapshot);
        var refusal = PolicyStep.Authorize(policies, caller, request, models, snapshot, budgets, targets, exchange.StartedAt, out var ruled);
        if (refusal is not null)
        {
            return refusal;
        }

        var body = CanonicalBody.Of(request, caller.Project.Cache.IgnoredMetadata);
        var routing = ruled is null ? router.Route(models, request.Model) : router.Route(PolicyStep.Seeded(ruled, body, exchange.Id));
        FirstTranslation? made = null;
        if (routing.TryGet(out var route, out refusal) && (await FitAsync(route, request, caller, models, references, isSent, exchange.CallerGone)).TryGet(out route, out refusal)
            && TranslatedRoute.Narrow(route, request, out made).TryGet(out route, out refusal))
        {
            return new RoutedRequest(route, ruled, body, made);
        }

        body.Dispose();
        return refusal;
    }

    /// <summary>The offers of a route that can serve a request, likewise, for explanations.</summary>
    internal static async ValueTask<Result<RoutePlan>> NarrowAsync(
        RoutePlan route, InferenceRequest request, Caller caller, IReadOnlyDictionary<string, Model> models, ReferencedObjects references,
        CancellationToken cancellationToken)
    {
        if (!(await FitAsync(route, request, caller, models, references, isSent: true, cancellationToken)).TryGet(out var fit, out var refusal))
        {
            return refusal;
        }

        var told = TranslatedRoute.Narrow(fit, request, out var made);
        made?.Dispose();
        return told;
    }

    // Not asynchronous itself: most requests name nothing that would have to be looked for.
    private static ValueTask<Result<RoutePlan>> FitAsync(
        RoutePlan route, InferenceRequest request, Caller caller, IReadOnlyDictionary<string, Model> models, ReferencedObjects references, bool isSent,
        CancellationToken cancellationToken)
    {
        if (isSent && !RequestFit.Narrow(route, request, models).TryGet(out route!, out var refusal))
        {
            return new(refusal);
        }

        return references.NarrowAsync(route, request, caller, cancellationToken);
    }
}
