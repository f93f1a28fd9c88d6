using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Errors;
using NextModel.Gateway.OpenAI;
using NextModel.Identity;
using NextModel.Policies;

namespace NextModel.Gateway.Admin;

/// <summary>What an administrator may do about policies. Whose policy they may not see is not there; whose they may not change is refused.</summary>
public sealed class PolicyOperations(
    PolicyBook book, PolicyDirectory policies, TenancyDirectory directory, AdminObjects objects, CredentialDirectory credentials, SnapshotHolder snapshots)
{
    /// <summary>The policies that somebody sees.</summary>
    public IEnumerable<Policy> List(Administrator by) => policies.All.Select(p => p.Policy).Where(p => by.Sees(p.OrganizationId, TeamOf(p)));

    public Result<Policy> Find(Administrator by, string id)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Policy.TryParseId(id, out var known) && policies.Find(known) is { Policy: var policy } && by.Sees(policy.OrganizationId, TeamOf(policy))
            ? policy
            : AdminObjects.Missing("policy", id);
    }

    public async ValueTask<Result<Policy>> CreateAsync(Administrator by, CreatePolicyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        if (!Place(by, request.Organization, request.Scope, request.ScopeId).TryGet(out var place, out var refusal)
            || !Read(request.Document, place.Organization.Id, place.Wider).TryGet(out var document, out refusal))
        {
            return refusal;
        }

        if (WhyNot(by, place.Organization.Id, place.Scope, place.TeamId) is { } forbidden)
        {
            return forbidden;
        }

        return Shown(request.Replace && policies.Find(place.ScopeId) is { } existing
            ? await book.ReplaceAsync(by.Actor, existing.Policy.Id, null, request.Document, document, cancellationToken)
            : await book.CreateAsync(by.Actor, place.Organization.Id, place.Scope, place.ScopeId, request.Document, document, cancellationToken));
    }

    /// <param name="by">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="text">The new document.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public async ValueTask<Result<Policy>> ReplaceAsync(Administrator by, string id, long? version, string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        if (!Find(by, id).TryGet(out var policy, out var refusal) || !Read(text, policy.OrganizationId, Wider(policy)).TryGet(out var document, out refusal))
        {
            return refusal;
        }

        return WhyNot(by, policy.OrganizationId, policy.Scope, TeamOf(policy))
            ?? Shown(await book.ReplaceAsync(by.Actor, policy.Id, version, text, document, cancellationToken));
    }

    public async ValueTask<Result<Policy>> DeleteAsync(Administrator by, string id, long? version, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        return Find(by, id).TryGet(out var policy, out var refusal)
            ? WhyNot(by, policy.OrganizationId, policy.Scope, TeamOf(policy)) ?? Shown(await book.DeleteAsync(by.Actor, policy.Id, version, cancellationToken))
            : refusal;
    }

    /// <summary>A draft, compiled as if it were in force.</summary>
    internal Result<CompiledPolicy> Draft(Administrator by, string? organization, PolicyDraft draft)
    {
        if (!Place(by, organization, draft.Scope, draft.ScopeId).TryGet(out var place, out var refusal)
            || !Read(draft.Document, place.Organization.Id, place.Wider).TryGet(out var document, out refusal))
        {
            return refusal;
        }

        return new CompiledPolicy(
            new Policy
            {
                Id = policies.Find(place.ScopeId)?.Policy.Id ?? Guid.Empty,
                OrganizationId = place.Organization.Id,
                Scope = place.Scope,
                ScopeId = place.ScopeId,
                Version = 0,
                Text = draft.Document,
                UpdatedAt = default,
            },
            document);
    }

    /// <summary>Reads a document for somebody; the refusal tells every problem with its place.</summary>
    internal Result<PolicyDocument> Read(string text, string organizationId, PolicyChain wider)
    {
        var problems = new List<ConfigurationProblem>();
        return PolicyReader.Read(text, PolicyNames.Of(snapshots.Current, wider, credentials.OfOrganization(organizationId)), problems) is { } document
            ? document
            : new GatewayError(
                GatewayErrorCode.InvalidRequest,
                (problems.Count == 1 ? "The policy has a problem; nothing was changed.\n" : $"The policy has {problems.Count} problems; nothing was changed.\n")
                + string.Join('\n', problems.Take(20)),
                "document");
    }

    /// <summary>What a policy of that scope would be attached to.</summary>
    internal Result<PolicyPlace> Place(Administrator by, string? organization, string scope, string? name)
    {
        if (PolicyScopeNames.Parse(scope) is not { } kind)
        {
            return Bad($"'scope' is '{Header.Show(scope)}'; it must be organization, team, project or key.", "scope");
        }

        if (!objects.FindOrganization(by, organization).TryGet(out var owner, out var refusal))
        {
            return refusal;
        }

        if (kind == PolicyScope.Organization)
        {
            return name is null || name == owner.Id || name == owner.Name
                ? new PolicyPlace(owner, kind, owner.Id, null, default)
                : Bad($"'scope_id' is '{Header.Show(name)}', but the policy is one of the organization '{owner.Name}'. Take it out.", "scope_id");
        }

        if (name is null)
        {
            return Bad($"'scope_id' is required: which {scope} the policy is for.", "scope_id");
        }

        switch (kind)
        {
            case PolicyScope.Team:
                return objects.FindTeam(by, owner.Id, name).TryGet(out var team, out refusal)
                    ? new PolicyPlace(owner, kind, team.Id, team.Id, Chain(owner.Id, null, null))
                    : refusal;
            case PolicyScope.Project:
                return objects.FindProject(by, owner.Id, name).TryGet(out var project, out refusal)
                    ? new PolicyPlace(owner, kind, project.Id, project.TeamId, Chain(owner.Id, project.TeamId, null))
                    : refusal;
            default:
                return objects.FindKey(by, name).TryGet(out var key, out refusal) && key.Organization.Id == owner.Id
                    ? new PolicyPlace(owner, kind, key.Key.Id, key.Team.Id, Chain(owner.Id, key.Team.Id, key.Project.Id))
                    : refusal ?? AdminObjects.Missing("key", name);
        }
    }

    private PolicyChain Wider(Policy policy) => policy.Scope switch
    {
        PolicyScope.Team => Chain(policy.OrganizationId, null, null),
        PolicyScope.Project => Chain(policy.OrganizationId, TeamOf(policy), null),
        PolicyScope.Key => Chain(policy.OrganizationId, TeamOf(policy), directory.FindKey(policy.ScopeId)?.Project.Id),
        _ => default,
    };

    private PolicyChain Chain(string organization, string? team, string? project) => new(
        policies.Find(organization), team is null ? null : policies.Find(team), project is null ? null : policies.Find(project), null);

    private string? TeamOf(Policy policy) => directory.TeamOf(policy.ScopeId);

    private static GatewayError? WhyNot(Administrator by, string organizationId, PolicyScope scope, string? teamId) =>
        BindingRule.WhyNot(by, organizationId, scope is PolicyScope.Organization or PolicyScope.Team ? null : teamId, "policy");

    private static Result<Policy> Shown(Result<CompiledPolicy> result) => result.TryGet(out var compiled, out var refusal) ? compiled.Policy : refusal;

    private static GatewayError Bad(string message, string param) => new(GatewayErrorCode.InvalidRequest, message, param);
}
