using NextModel.Audit;
using NextModel.Errors;
using NextModel.Secrets;

namespace NextModel.Identity;

/// <summary>Changes to organizations, teams and projects: to the store first, then to the directory requests read.</summary>
public sealed class Tenancy(
    ITenancyStore store, TenancyDirectory directory, AccessDirectory access, MasterKey masterKey, DataKeyRing dataKeys, TenancyChanges changes)
{
    /// <summary>Fills the directories and the data keys; for the start of a process.</summary>
    /// <exception cref="InvalidOperationException">The master key is not the one this data was written under.</exception>
    public async ValueTask LoadAsync(CancellationToken cancellationToken)
    {
        Put(await store.LoadAsync(cancellationToken));
    }

    /// <summary>Takes up what another replica did to an organization, team, project, key, member or management key.</summary>
    /// <param name="id">Which.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public ValueTask FollowAsync(string id, CancellationToken cancellationToken) => changes.FollowAsync(() => TakeUpAsync(id, cancellationToken), cancellationToken);

    // What it belongs to may be newer than the entry that is followed, and then is not known here yet.
    private async ValueTask TakeUpAsync(string id, CancellationToken cancellationToken)
    {
        var found = await store.FindAsync(id, cancellationToken);
        foreach (var above in found.Teams.Select(team => team.OrganizationId).Where(one => directory.FindOrganization(one) is null)
            .Concat(found.Projects.Select(project => project.TeamId).Where(one => directory.FindTeam(one) is null))
            .Concat(found.Keys.Select(key => key.ProjectId).Where(one => directory.FindProject(one) is null)).ToList())
        {
            await TakeUpAsync(above, cancellationToken);
        }

        Put(found);
        if (found.Members.Count == 0 && access.FindMember(id) is { } gone)
        {
            access.Remove(gone);
        }
    }

    private void Put(TenancyRecords records)
    {
        foreach (var (organization, wrapped) in records.Organizations)
        {
            dataKeys.Add(organization.Id, masterKey.Unwrap(organization.Id, wrapped) ?? throw new InvalidOperationException(
                $"The master key does not open the data key of organization '{organization.Name}'. Start with the NEXTMODEL_MASTER_KEY "
                + "(or secrets/master.key) that this data was written under."));
            directory.Put(organization);
        }

        foreach (var team in records.Teams)
        {
            directory.Put(team);
        }

        foreach (var project in records.Projects)
        {
            directory.Put(project);
        }

        foreach (var key in records.Keys)
        {
            directory.Put(key);
        }

        foreach (var member in records.Members)
        {
            access.Put(member);
        }

        foreach (var key in records.ManagementKeys)
        {
            access.Put(key);
        }
    }

    public ValueTask<Result<Organization>> CreateOrganizationAsync(
        AuditActor actor, string name, string currency, CancellationToken cancellationToken) => changes.RunAsync<Organization>(
        async () =>
        {
            if ((TenancyRules.CheckName("organization", name) ?? CheckCurrency(currency)) is { } bad)
            {
                return bad;
            }

            if (directory.FindOrganizationByName(name) is not null)
            {
                return TenancyRules.Taken("organization", name);
            }

            var made = new Organization(changes.NewId("org_"), name, currency);
            var (dataKey, wrapped) = masterKey.CreateDataKey(made.Id);
            var audit = changes.Draft(actor, "organization.create", made.Id, made.Id, null, TenancyFacts.Of(made));
            await store.AddOrganizationAsync(made, wrapped, audit, cancellationToken);
            dataKeys.Add(made.Id, dataKey);
            directory.Put(made);
            return made;
        },
        cancellationToken);

    public ValueTask<Result<Team>> CreateTeamAsync(
        AuditActor actor, string organizationId, string name, CancellationToken cancellationToken) => changes.RunAsync<Team>(
        async () =>
        {
            if (TenancyRules.CheckName("team", name) is { } bad)
            {
                return bad;
            }

            if (directory.FindTeamByName(organizationId, name) is not null)
            {
                return TenancyRules.Taken("team", name);
            }

            var made = new Team(changes.NewId("team_"), organizationId, name);
            await store.AddTeamAsync(
                made, changes.Draft(actor, "team.create", made.Id, organizationId, null, TenancyFacts.Of(made)), cancellationToken);
            directory.Put(made);
            return made;
        },
        cancellationToken);

    /// <param name="actor">Who.</param>
    /// <param name="team">The team it will belong to, and whose organization.</param>
    /// <param name="name">Unique in the organization.</param>
    /// <param name="cache">Its rules for the exact cache.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<Project>> CreateProjectAsync(
        AuditActor actor, Team team, string name, ProjectCache cache, CancellationToken cancellationToken) => changes.RunAsync<Project>(
        async () =>
        {
            if (TenancyRules.CheckName("project", name) is { } bad)
            {
                return bad;
            }

            if (directory.FindProjectByName(team.OrganizationId, name) is not null)
            {
                return TenancyRules.Taken("project", name);
            }

            var made = new Project(changes.NewId("proj_"), team.OrganizationId, team.Id, name) { Cache = cache };
            await store.AddProjectAsync(
                made, changes.Draft(actor, "project.create", made.Id, made.OrganizationId, null, TenancyFacts.Of(made)), cancellationToken);
            directory.Put(made);
            return made;
        },
        cancellationToken);

    /// <summary>Changes an organization's name or whether it is archived.</summary>
    /// <param name="actor">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="verb">For the audit trail: change, archive or restore.</param>
    /// <param name="change">The new state from the present one.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public ValueTask<Result<Organization>> ChangeOrganizationAsync(
        AuditActor actor, string id, long? version, string verb, Func<Organization, Organization> change, CancellationToken cancellationToken) =>
        changes.RunAsync<Organization>(
            async () =>
            {
                if (directory.FindOrganization(id) is not { } before)
                {
                    return TenancyRules.Missing("organization", id);
                }

                var after = change(before);
                if ((TenancyRules.CheckVersion(version, before.Version) ?? TenancyRules.CheckName("organization", after.Name)) is { } bad)
                {
                    return bad;
                }

                if (after == before)
                {
                    return before;
                }

                if (after.Name != before.Name && directory.FindOrganizationByName(after.Name) is not null)
                {
                    return TenancyRules.Taken("organization", after.Name);
                }

                after = after with { Version = before.Version + 1 };
                await store.UpdateOrganizationAsync(
                    after, changes.Draft(actor, "organization." + verb, id, id, TenancyFacts.Of(before), TenancyFacts.Of(after)), cancellationToken);
                directory.Put(after);
                return after;
            },
            cancellationToken);

    /// <summary>Changes a team's name or whether it is archived; parameters as for organizations.</summary>
    public ValueTask<Result<Team>> ChangeTeamAsync(
        AuditActor actor, string id, long? version, string verb, Func<Team, Team> change, CancellationToken cancellationToken) =>
        changes.RunAsync<Team>(
            async () =>
            {
                if (directory.FindTeam(id) is not { } before)
                {
                    return TenancyRules.Missing("team", id);
                }

                var after = change(before);
                if ((TenancyRules.CheckVersion(version, before.Version) ?? TenancyRules.CheckName("team", after.Name)) is { } bad)
                {
                    return bad;
                }

                if (after == before)
                {
                    return before;
                }

                if (after.Name != before.Name && directory.FindTeamByName(before.OrganizationId, after.Name) is not null)
                {
                    return TenancyRules.Taken("team", after.Name);
                }

                after = after with { Version = before.Version + 1 };
                await store.UpdateTeamAsync(
                    after,
                    changes.Draft(actor, "team." + verb, id, before.OrganizationId, TenancyFacts.Of(before), TenancyFacts.Of(after)),
                    cancellationToken);
                directory.Put(after);
                return after;
            },
            cancellationToken);

    /// <summary>Changes a project's name, team, cache rules or whether it is archived; parameters as for organizations.</summary>
    public ValueTask<Result<Project>> ChangeProjectAsync(
        AuditActor actor, string id, long? version, string verb, Func<Project, Project> change, CancellationToken cancellationToken) =>
        changes.RunAsync<Project>(
            async () =>
            {
                if (directory.FindProject(id) is not { } before)
                {
                    return TenancyRules.Missing("project", id);
                }

                var after = change(before);
                if ((TenancyRules.CheckVersion(version, before.Version) ?? TenancyRules.CheckName("project", after.Name)) is { } bad)
                {
                    return bad;
                }

                if (TenancyFacts.Of(after) == TenancyFacts.Of(before))
                {
                    return before;
                }

                if (after.Name != before.Name && directory.FindProjectByName(before.OrganizationId, after.Name) is not null)
                {
                    return TenancyRules.Taken("project", after.Name);
                }

                after = after with { Version = before.Version + 1 };
                await store.UpdateProjectAsync(
                    after,
                    changes.Draft(actor, "project." + verb, id, before.OrganizationId, TenancyFacts.Of(before), TenancyFacts.Of(after)),
                    cancellationToken);
                directory.Put(after);
                return after;
            },
            cancellationToken);

    /// <summary>Writes the last-use times gathered since the last call.</summary>
    public async ValueTask SaveLastUsedAsync(CancellationToken cancellationToken)
    {
        var lastUsed = directory.LastUse.Take().Concat(access.LastUse.Take()).ToDictionary();
        if (lastUsed.Count > 0)
        {
            await store.TouchKeysAsync(lastUsed, cancellationToken);
        }
    }

    private static GatewayError? CheckCurrency(string currency) => currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)
        ? null
        : new GatewayError(GatewayErrorCode.InvalidRequest, "'currency' is not a code of ISO 4217 such as USD.", "currency");
}
