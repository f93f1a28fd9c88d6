using NextModel.Configuration;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Policies;

namespace NextModel.Gateway.Declaring;

/// <summary>Compares a file with the installation. One planner makes one plan.</summary>
/// <remarks>
/// A step names objects that an earlier step makes by name, and finds them when it runs. A change carries the version it was planned from, so
/// that what somebody else changes meanwhile is not overwritten.
/// </remarks>
internal sealed class Planner(
    TenancyDirectory directory, AccessDirectory access, Tenancy tenancy, ApiKeys keys, Memberships memberships, TimeProvider time,
    string defaultCurrency, PlanDraft plan, LimitsPlanner limits, PolicyDeclarations policies, WebhookDeclarations webhooks, CreditDeclarations credits)
{
    public void Plan(IReadOnlyList<DeclaredOrganization> file)
    {
        foreach (var organization in file)
        {
            PlanOrganization(organization);
        }

        foreach (var organization in file)
        {
            if (directory.FindOrganizationByName(organization.Name) is { } existing)
            {
                PlanRemovals(existing);
            }
        }
    }

    private void PlanOrganization(DeclaredOrganization declared)
    {
        plan.Declare("organization", declared.Name, declared.Where);
        var existing = directory.FindOrganizationByName(declared.Name);
        if (existing is null)
        {
            var currency = declared.Currency ?? defaultCurrency;
            plan.Step("create", "organization", declared.Name, currency, async run =>
                PlanDraft.Refusal(await tenancy.CreateOrganizationAsync(run.Actor, declared.Name, currency, run.CancellationToken)));
        }
        else
        {
            if (declared.Currency is { } currency && currency != existing.Currency)
            {
                plan.Report(declared.Where, $"currency is {currency}, but '{existing.Name}' keeps its ledger in {existing.Currency} for good. Take the line out.");
            }

            if (existing.ArchivedAt is not null)
            {
                plan.Step("restore", "organization", declared.Name, "", async run => PlanDraft.Refusal(await tenancy.ChangeOrganizationAsync(
                    run.Actor, existing.Id, existing.Version, "restore", o => o with { ArchivedAt = null }, run.CancellationToken)));
            }
        }

        foreach (var member in declared.Members)
        {
            PlanMember(declared.Name, existing, null, null, member);
        }

        string Find() => directory.FindOrganizationByName(declared.Name)!.Id;
        limits.Plan(declared.Limits, BudgetScope.Organization, declared.Name, existing?.Id, Find);
        credits.Plan(plan, declared, existing);
        webhooks.Plan(plan, declared, existing);
        var chain = policies.Plan(plan, declared.Policy, PolicyScope.Organization, declared.Name, existing?.Id, Find, default);
        foreach (var team in declared.Teams)
        {
            PlanTeam(declared.Name, existing, team, chain);
        }
    }

    private void PlanTeam(string organization, Organization? owner, DeclaredTeam declared, PolicyChain wider)
    {
        var path = $"{organization}/{declared.Name}";
        plan.Declare("team", path, declared.Where);
        var existing = owner is null ? null : directory.FindTeamByName(owner.Id, declared.Name);
        if (existing is null)
        {
            plan.Step("create", "team", path, "", async run => PlanDraft.Refusal(await tenancy.CreateTeamAsync(
                run.Actor, directory.FindOrganizationByName(organization)!.Id, declared.Name, run.CancellationToken)));
        }
        else if (existing.ArchivedAt is not null)
        {
            plan.Step("restore", "team", path, "", async run => PlanDraft.Refusal(await tenancy.ChangeTeamAsync(
                run.Actor, existing.Id, existing.Version, "restore", t => t with { ArchivedAt = null }, run.CancellationToken)));
        }

        foreach (var member in declared.Members)
        {
            PlanMember(organization, owner, declared.Name, existing, member);
        }

        string Find() => directory.FindTeamByName(directory.FindOrganizationByName(organization)!.Id, declared.Name)!.Id;
        limits.Plan(declared.Limits, BudgetScope.Team, path, existing?.Id, Find);
        var chain = policies.Plan(plan, declared.Policy, PolicyScope.Team, path, existing?.Id, Find, wider);
        foreach (var project in declared.Projects)
        {
            PlanProject(organization, owner, declared.Name, project, chain);
        }
    }

    private void PlanMember(string organization, Organization? owner, string? teamName, Team? team, DeclaredMember declared)
    {
        var path = $"{organization}/{(teamName is null ? "" : teamName + "/")}{declared.Email}";
        plan.Declare("member", path, declared.Where);
        if (declared.Role == AccessRole.Owner && teamName is not null)
        {
            plan.Report(declared.Where, "an owner is one of a whole organization: move the member there, or make it admin.");
        }

        var existing = owner is null || (teamName is not null && team is null)
            ? null
            : access.Members.FirstOrDefault(m => m.OrganizationId == owner.Id && m.TeamId == team?.Id && m.Email == declared.Email);
        if (existing is null)
        {
            plan.Step("create", "member", path, declared.Role.Wire(), async run =>
            {
                var place = directory.FindOrganizationByName(organization)!.Id;
                var group = teamName is null ? null : directory.FindTeamByName(place, teamName)!.Id;
                return PlanDraft.Refusal(await memberships.AddAsync(run.By, place, group, declared.Email, declared.Role, run.CancellationToken));
            });
        }
        else if (existing.Role != declared.Role)
        {
            plan.Step("change", "member", path, $"role {existing.Role.Wire()} → {declared.Role.Wire()}", async run => PlanDraft.Refusal(
                await memberships.ChangeRoleAsync(run.By, existing.Id, existing.Version, declared.Role, run.CancellationToken)));
        }
    }

    private void PlanProject(string organization, Organization? owner, string teamName, DeclaredProject declared, PolicyChain wider)
    {
        var path = $"{organization}/{declared.Name}";
        plan.Declare("project", path, declared.Where);
        var existing = owner is null ? null : directory.FindProjectByName(owner.Id, declared.Name);
        if (existing is null)
        {
            plan.Step("create", "project", path, $"in team {teamName}", async run => PlanDraft.Refusal(await tenancy.CreateProjectAsync(
                run.Actor,
                directory.FindTeamByName(directory.FindOrganizationByName(organization)!.Id, teamName)!,
                declared.Name,
                declared.Cache.Apply(ProjectCache.Default),
                run.CancellationToken)));
        }
        else
        {
            var cache = declared.Cache.Apply(existing.Cache);
            var changes = ProjectChanges.Describe(existing, directory.FindTeam(existing.TeamId)!.Name, teamName, cache);
            if (changes.Length > 0)
            {
                var verb = existing.ArchivedAt is null ? "change" : "restore";
                plan.Step(verb, "project", path, changes, async run => PlanDraft.Refusal(await tenancy.ChangeProjectAsync(
                    run.Actor,
                    existing.Id,
                    existing.Version,
                    verb,
                    p => p with { ArchivedAt = null, Cache = cache, TeamId = directory.FindTeamByName(p.OrganizationId, teamName)!.Id },
                    run.CancellationToken)));
            }
        }

        string Find() => directory.FindProjectByName(directory.FindOrganizationByName(organization)!.Id, declared.Name)!.Id;
        limits.Plan(declared.Limits, BudgetScope.Project, path, existing?.Id, Find);
        var chain = policies.Plan(plan, declared.Policy, PolicyScope.Project, path, existing?.Id, Find, wider);
        foreach (var key in declared.Keys)
        {
            PlanKey(organization, path, declared.Name, existing, key, chain);
        }
    }

    private void PlanKey(string organization, string projectPath, string projectName, Project? project, DeclaredKey declared, PolicyChain wider)
    {
        var path = $"{projectPath}/{declared.Name}";
        plan.Declare("key", path, declared.Where);
        var existing = project is null
            ? []
            : directory.Callers.Where(c => c.Project.Id == project.Id && c.Key.RevokedAt is null && c.Key.Name == declared.Name).ToList();
        if (existing.Count > 1)
        {
            plan.Report(declared.Where, $"{existing.Count} keys of that project are called '{declared.Name}'. Rename or revoke: {string.Join(", ", existing.Select(c => c.Key.Id))}.");
            return;
        }

        if (existing.Count == 0)
        {
            if (TenancyRules.CheckExpiry(declared.ExpiresAt, time.GetUtcNow()) is { } past)
            {
                plan.Report(declared.Where, past.Message);
            }

            plan.Step("create", "key", path, "", async run =>
            {
                var owner = directory.FindOrganizationByName(organization)!.Id;
                var issued = await keys.IssueAsync(
                    run.Actor,
                    new KeyRequest(directory.FindProjectByName(owner, projectName)!.Id, declared.Name)
                    {
                        Environment = declared.Environment ?? "",
                        Workload = declared.Workload ?? "",
                        ExpiresAt = declared.ExpiresAt,
                    },
                    run.CancellationToken);
                if (!issued.TryGet(out var made, out var refusal))
                {
                    return refusal;
                }

                run.Issued.Add(new IssuedByPlan(path, made.Key.Id, made.RawKey));
                return null;
            });
            string Find() => FindKey(organization, projectName, declared.Name);
            limits.Plan(declared.Limits, BudgetScope.Key, path, null, Find);
            policies.Plan(plan, declared.Policy, PolicyScope.Key, path, null, Find, wider);
            return;
        }

        var before = existing[0].Key;
        var after = before with
        {
            Environment = declared.Environment ?? before.Environment,
            Workload = declared.Workload ?? before.Workload,
            ExpiresAt = declared.SetsExpiry ? declared.ExpiresAt : before.ExpiresAt,
        };
        if (after != before)
        {
            plan.Step("change", "key", path, ProjectChanges.Describe(before, after), async run => PlanDraft.Refusal(await keys.ChangeAsync(
                run.Actor,
                before.Id,
                before.Version,
                k => k with { Environment = after.Environment, Workload = after.Workload, ExpiresAt = after.ExpiresAt },
                run.CancellationToken)));
        }

        limits.Plan(declared.Limits, BudgetScope.Key, path, before.Id, () => before.Id);
        policies.Plan(plan, declared.Policy, PolicyScope.Key, path, before.Id, () => before.Id, wider);
    }

    private string FindKey(string organization, string project, string name)
    {
        var place = directory.FindProjectByName(directory.FindOrganizationByName(organization)!.Id, project)!.Id;
        return directory.Callers.Single(c => c.Project.Id == place && c.Key.Name == name && c.Key.RevokedAt is null).Key.Id;
    }

    // Keys first, so that nothing works on a moment longer than what it belongs to.
    private void PlanRemovals(Organization organization)
    {
        foreach (var caller in directory.Callers.Where(c => c.Organization.Id == organization.Id && c.Key.RevokedAt is null)
            .OrderBy(c => c.Key.Id, StringComparer.Ordinal))
        {
            plan.Remove("revoke", "key", $"{organization.Name}/{caller.Project.Name}/{caller.Key.Name}", async run =>
                PlanDraft.Refusal(await keys.RevokeAsync(run.Actor, caller.Key.Id, caller.Key.Version, run.CancellationToken)));
        }

        limits.PlanRemovals(organization);
        policies.PlanRemovals(plan, organization);
        webhooks.PlanRemovals(plan, organization);
        foreach (var project in directory.Projects.Where(p => p.OrganizationId == organization.Id && p.ArchivedAt is null)
            .OrderBy(p => p.Id, StringComparer.Ordinal))
        {
            plan.Remove("archive", "project", $"{organization.Name}/{project.Name}", async run => PlanDraft.Refusal(await tenancy.ChangeProjectAsync(
                run.Actor, project.Id, project.Version, "archive", p => p with { ArchivedAt = time.GetUtcNow() }, run.CancellationToken)));
        }

        foreach (var member in access.Members.Where(m => m.OrganizationId == organization.Id).OrderBy(m => m.Id, StringComparer.Ordinal))
        {
            var team = member.TeamId is { } id ? directory.FindTeam(id)!.Name + "/" : "";
            plan.Remove("remove", "member", $"{organization.Name}/{team}{member.Email}", async run =>
                PlanDraft.Refusal(await memberships.RemoveAsync(run.By, member.Id, member.Version, run.CancellationToken)));
        }

        foreach (var team in directory.Teams.Where(t => t.OrganizationId == organization.Id && t.ArchivedAt is null)
            .OrderBy(t => t.Id, StringComparer.Ordinal))
        {
            plan.Remove("archive", "team", $"{organization.Name}/{team.Name}", async run => PlanDraft.Refusal(await tenancy.ChangeTeamAsync(
                run.Actor, team.Id, team.Version, "archive", t => t with { ArchivedAt = time.GetUtcNow() }, run.CancellationToken)));
        }
    }
}
