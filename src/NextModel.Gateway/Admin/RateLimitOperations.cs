using NextModel.Errors;
using NextModel.Identity;
using NextModel.Limits;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator may do about the rate limits of a key or project that they may see.</summary>
public sealed class RateLimitOperations(LimitBook book, TenancyDirectory directory, AdminObjects objects)
{
    /// <summary>Those of every key and project that has any, in no order.</summary>
    public IEnumerable<RateLimitsView> List(Administrator by)
    {
        ArgumentNullException.ThrowIfNull(by);
        return book.RateRules.Select(rule => (Rule: rule, Place: PlaceOf(rule.ScopeId)))
            .Where(r => r.Place is { } place && by.Holds(AccessRole.Viewer, place.OrganizationId, place.TeamId))
            .Select(r => RateLimitsView.Of(r.Rule, r.Place!.Scope, r.Place.OrganizationId));
    }

    public Result<RateLimitsView> Find(Administrator by, string scopeId) => Place(by, scopeId).TryGet(out var place, out var missing)
        ? RateLimitsView.Of(book.FindRates(scopeId), place.Scope, place.OrganizationId)
        : missing;

    /// <param name="by">Who.</param>
    /// <param name="scopeId">Id of the key or project.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="body">The limits; what is null is not limited.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public async ValueTask<Result<RateLimitsView>> SetAsync(
        Administrator by, string scopeId, long? version, RateLimitsBody body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(body);
        if (!Place(by, scopeId).TryGet(out var place, out var refusal)
            || !LimitRules.Rates(body.RequestsPerMinute, body.TokensPerMinute, body.Concurrent).TryGet(out var limits, out refusal)
            || !(await book.SetRatesAsync(by.Actor, place.OrganizationId, scopeId, version, limits, cancellationToken)).TryGet(out var set, out refusal))
        {
            return refusal;
        }

        return RateLimitsView.Of(set, place.Scope, place.OrganizationId);
    }

    private Result<LimitedPlace> Place(Administrator by, string scopeId)
    {
        if (scopeId.StartsWith("key_", StringComparison.Ordinal))
        {
            return objects.FindKey(by, scopeId).TryGet(out _, out var noKey) ? PlaceOf(scopeId)! : noKey;
        }

        return objects.FindProject(by, scopeId).TryGet(out _, out var noProject) ? PlaceOf(scopeId)! : noProject;
    }

    private LimitedPlace? PlaceOf(string scopeId) => directory.FindKey(scopeId) is { } caller
        ? new LimitedPlace("key", caller.Organization.Id, caller.Team.Id)
        : directory.FindProject(scopeId) is { } project ? new LimitedPlace("project", project.OrganizationId, project.TeamId) : null;

    private sealed record LimitedPlace(string Scope, string OrganizationId, string TeamId);
}
