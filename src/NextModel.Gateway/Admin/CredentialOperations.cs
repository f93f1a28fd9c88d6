using NextModel.Audit;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Credentials;
using NextModel.Egress;
using NextModel.Errors;
using NextModel.Identity;
using NextModel.Providers;
using NextModel.Secrets;

namespace NextModel.Gateway.Admin;

/// <summary>
/// What an administrator may do about credentials. One of a team or of its projects is the team's, one of the whole organization the organization's; an
/// address of its own takes the role over the organization, because it decides where prompts go.
/// </summary>
public sealed class CredentialOperations(
    CredentialBook book, CredentialDirectory credentials, CredentialTester tester, EgressGuard guard, DataKeyRing dataKeys, AdminObjects objects,
    SnapshotHolder snapshots, TimeProvider time)
{
    /// <summary>The credentials they may see, in no order.</summary>
    /// <param name="by">Who.</param>
    /// <param name="organization">Only this one's: id or name; all unless given.</param>
    /// <param name="source">Only of this source; all unless given.</param>
    public Result<CredentialView[]> List(Administrator by, string? organization, string? source)
    {
        ArgumentNullException.ThrowIfNull(by);
        string? only = null;
        if (organization is not null)
        {
            if (!objects.FindOrganization(by, organization).TryGet(out var found, out var missing))
            {
                return missing;
            }

            only = found.Id;
        }

        return book.All.Where(c => by.Sees(c.OrganizationId, c.TeamId) && (only is null || c.OrganizationId == only) && (source is null || c.SourceId == source))
            .Select(View).ToArray();
    }

    public Result<CredentialView> Find(Administrator by, string id) => FindCredential(by, id).TryGet(out var found, out var missing) ? View(found) : missing;

    public async ValueTask<Result<CredentialView>> CreateAsync(Administrator by, CredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(by);
        ArgumentNullException.ThrowIfNull(request);
        var snapshot = snapshots.Current;
        if (!CredentialRules.ReadSource(request.Source, snapshot).TryGet(out var source, out var refusal)
            || (refusal = TenancyRules.CheckName("name", request.Name ?? "") ?? CredentialSecret.Check(request.Secret ?? "")) is not null
            || !Resolve(by, request).TryGet(out var place, out refusal)
            || (refusal = CredentialRules.ReadBaseUrl(request.BaseUrl, source, guard, out var baseUrl) ?? WhyNotAddress(by, place.OrganizationId, request.BaseUrl) ?? CredentialRules.CheckApiVersion(request.ApiVersion, source)
                ?? CredentialRules.CheckRegion(request.Region) ?? CredentialRules.CheckModels(request.Models, source, snapshot)) is not null)
        {
            return refusal;
        }

        var (now, who) = (time.GetUtcNow(), NameOf(by.Actor));
        var credential = new Credential(book.NewId(), place.OrganizationId, source.Id, request.Name!, [], "")
        {
            TeamId = place.TeamId,
            ProjectId = place.ProjectId,
            BaseUrl = baseUrl,
            ApiVersion = request.ApiVersion,
            Region = request.Region,
            Models = request.Models ?? new Dictionary<string, string>(StringComparer.Ordinal),
            Enabled = request.Enabled ?? true,
            CreatedAt = now,
            CreatedBy = who,
            SecretSetAt = now,
            SecretSetBy = who,
        };
        credential = CredentialSecret.Seal(credential, request.Secret!, dataKeys.Find(place.OrganizationId)!);
        return (await TestedAsync(credential, source, request.SaveAnyway, cancellationToken)).TryGet(out credential, out refusal)
            ? Show(await book.AddAsync(by.Actor, credential, cancellationToken))
            : refusal;
    }

    /// <summary>Changes name, models, version, region and whether it is enabled; where it belongs and what it is stay.</summary>
    /// <param name="by">Who.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version the change was made from; null for any.</param>
    /// <param name="request">What is null stays as it is.</param>
    /// <param name="cancellationToken">Gives up waiting for the writer.</param>
    public async ValueTask<Result<CredentialView>> ChangeAsync(
        Administrator by, string id, long? version, CredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!FindHeld(by, id).TryGet(out var found, out var refusal)
            || !CredentialRules.ReadSource(found.SourceId, snapshots.Current).TryGet(out var source, out refusal)
            || (refusal = WhyFixed(request) ?? (request.Name is null ? null : TenancyRules.CheckName("name", request.Name))
                ?? CredentialRules.CheckApiVersion(request.ApiVersion, source) ?? CredentialRules.CheckRegion(request.Region)
                ?? (request.Models is null ? null : CredentialRules.CheckModels(request.Models, source, snapshots.Current))) is not null)
        {
            return refusal;
        }

        return Show(await book.ChangeAsync(
            by.Actor,
            id,
            version,
            "change",
            c => c with
            {
                Name = request.Name ?? c.Name,
                Models = request.Models ?? c.Models,
                ApiVersion = request.ApiVersion ?? c.ApiVersion,
                Region = request.Region ?? c.Region,
                Enabled = request.Enabled ?? c.Enabled,
            },
            cancellationToken));
    }

    /// <summary>Gives it a new secret, and an address that goes with it. Parameters as for a change.</summary>
    public async ValueTask<Result<CredentialView>> RotateAsync(
        Administrator by, string id, long? version, RotateCredentialRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!FindHeld(by, id).TryGet(out var found, out var refusal)
            || (refusal = TenancyRules.CheckVersion(version, found.Version) ?? CredentialSecret.Check(request.Secret)) is not null
            || !CredentialRules.ReadSource(found.SourceId, snapshots.Current).TryGet(out var source, out refusal)
            || (refusal = CredentialRules.ReadBaseUrl(request.BaseUrl ?? found.BaseUrl?.AbsoluteUri, source, guard, out var baseUrl)
                ?? WhyNotAddress(by, found.OrganizationId, request.BaseUrl)) is not null)
        {
            return refusal;
        }

        var rotated = found with { BaseUrl = baseUrl, SecretSetAt = time.GetUtcNow(), SecretSetBy = NameOf(by.Actor) };
        rotated = CredentialSecret.Seal(rotated, request.Secret, dataKeys.Find(found.OrganizationId)!);
        if (!(await TestedAsync(rotated, source, request.SaveAnyway, cancellationToken)).TryGet(out rotated, out refusal))
        {
            return refusal;
        }

        return Show(await book.ChangeAsync(
            by.Actor,
            id,
            version,
            "rotate",
            c => c with
            {
                BaseUrl = rotated.BaseUrl,
                SealedSecret = rotated.SealedSecret,
                SecretLastFour = rotated.SecretLastFour,
                SecretSetAt = rotated.SecretSetAt,
                SecretSetBy = rotated.SecretSetBy,
                LastTest = rotated.LastTest,
            },
            cancellationToken));
    }

    /// <summary>Asks the source about it; the answer has the outcome in <c>last_test</c>.</summary>
    public async ValueTask<Result<CredentialView>> TestAsync(Administrator by, string id, CancellationToken cancellationToken)
    {
        if (!FindHeld(by, id).TryGet(out var found, out var refusal)
            || !CredentialRules.ReadSource(found.SourceId, snapshots.Current).TryGet(out var source, out refusal)
            || !(await TestedAsync(found, source, saveAnyway: true, cancellationToken)).TryGet(out var tested, out refusal))
        {
            return refusal;
        }

        return Show(await book.NoteTestAsync(by.Actor, found, tested.LastTest!, cancellationToken));
    }

    public async ValueTask<Result<CredentialView>> DeleteAsync(Administrator by, string id, long? version, CancellationToken cancellationToken) =>
        FindHeld(by, id).TryGet(out _, out var refusal) ? Show(await book.DeleteAsync(by.Actor, id, version, cancellationToken)) : refusal;

    private async ValueTask<Result<Credential>> TestedAsync(Credential credential, Source platform, bool? saveAnyway, CancellationToken cancellationToken)
    {
        if (new OwnCredential(credential, dataKeys).At(platform) is not { } source)
        {
            return new GatewayError(GatewayErrorCode.Conflict, "The secret of this credential cannot be opened with the organization's data key. Rotate it.", "id");
        }

        var test = await tester.TestAsync(source, cancellationToken);
        return saveAnyway == true || CredentialRules.WhyNotSaved(test, source) is not { } refusal ? credential with { LastTest = test } : refusal;
    }

    private Result<CredentialPlace> Resolve(Administrator by, CredentialRequest request)
    {
        if (!objects.FindOrganization(by, request.Organization).TryGet(out var organization, out var refusal))
        {
            return refusal;
        }

        if (request is { Team: not null, Project: not null })
        {
            return CredentialRules.Bad("Name 'team' or 'project', not both: a project is of one team.", "project");
        }

        (string? Team, string? Project) place = (null, null);
        if (request.Project is { } wanted)
        {
            if (!objects.FindProject(by, organization.Id, wanted).TryGet(out var project, out refusal))
            {
                return refusal;
            }

            place = (project.TeamId, project.Id);
        }
        else if (request.Team is { } named)
        {
            if (!objects.FindTeam(by, organization.Id, named).TryGet(out var team, out refusal))
            {
                return refusal;
            }

            place = (team.Id, null);
        }

        return WhyNotHeld(by, organization.Id, place.Team) is { } forbidden ? forbidden : new CredentialPlace(organization.Id, place.Team, place.Project);
    }

    private Result<Credential> FindCredential(Administrator by, string id)
    {
        ArgumentNullException.ThrowIfNull(by);
        return book.Find(id) is { } found && by.Sees(found.OrganizationId, found.TeamId) ? found : AdminObjects.Missing("credential", id);
    }

    private Result<Credential> FindHeld(Administrator by, string id) => FindCredential(by, id).TryGet(out var found, out var missing)
        ? WhyNotHeld(by, found.OrganizationId, found.TeamId) is { } forbidden ? forbidden : found
        : missing;

    private static GatewayError? WhyNotHeld(Administrator by, string organizationId, string? teamId) => by.Holds(AccessRole.Admin, organizationId, teamId)
        ? null
        : new GatewayError(
            GatewayErrorCode.PermissionDenied,
            teamId is null
                ? "A credential of the whole organization takes the role admin over it; this key has its role over a team. Name that 'team', or a 'project' of it."
                : "This credential takes the role admin over its team.",
            "team");

    private static GatewayError? WhyNotAddress(Administrator by, string organizationId, string? baseUrl) =>
        baseUrl is null || by.Holds(AccessRole.Admin, organizationId, null)
            ? null
            : new GatewayError(
                GatewayErrorCode.PermissionDenied,
                "A 'base_url' decides where prompts go, so it takes the role admin over the whole organization; this key has its role over a team.", "base_url");

    private static GatewayError? WhyFixed(CredentialRequest request) => request switch
    {
        { Organization: not null } or { Team: not null } or { Project: not null } => CredentialRules.Bad(
            "A credential stays where it was made. Leave 'organization', 'team' and 'project' out, or make another one.", "organization"),
        { Source: not null } => CredentialRules.Bad("A credential stays at its source. Leave 'source' out, or make another one.", "source"),
        { Secret: not null } or { BaseUrl: not null } or { SaveAnyway: not null } => CredentialRules.Bad(
            "Secret and address change together, by POST …/rotate: an address alone would have the secret sent elsewhere. Leave 'secret', 'base_url' and 'save_anyway' out.", "secret"),
        _ => null,
    };

    private static string NameOf(AuditActor actor) => actor.Name.Length > 0 ? actor.Name : actor.Kind;

    private CredentialView View(Credential credential) => CredentialView.Of(credential, credentials.LastUsedAt(credential));

    private Result<CredentialView> Show(Result<Credential> done) => done.TryGet(out var credential, out var refusal) ? View(credential) : refusal;
}
