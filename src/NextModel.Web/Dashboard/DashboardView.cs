using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http;
using NextModel.Accounts;
using NextModel.Identity;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Dashboard.Zones;
using NextModel.Web.Formatting;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Web.Dashboard;

/// <summary>What every page of the dashboard is made from: who looks, at whose figures, and what was true when they asked.</summary>
public sealed class DashboardView
{
    /// <summary>Language, assets and time, as on the site.</summary>
    public required SiteView Site { get; init; }

    /// <summary>The role they look with.</summary>
    public required Administrator By { get; init; }

    /// <summary>All roles they hold in the organization shown, the widest first.</summary>
    public required IReadOnlyList<Administrator> Places { get; init; }

    /// <summary>Who they are; null for the operator and management keys.</summary>
    public Account? Account { get; init; }

    public required AccountSession Session { get; init; }

    /// <summary>From where they look.</summary>
    public required SignInPlace From { get; init; }

    /// <summary>What the link that connects an identity provider must carry.</summary>
    public required string ConnectToken { get; init; }

    /// <summary>The organization whose figures are shown.</summary>
    public required Organization Organization { get; init; }

    /// <summary>Those they may see, by name.</summary>
    public required IReadOnlyList<Organization> Organizations { get; init; }

    /// <summary>Names of what figures are about.</summary>
    public required TenancyDirectory Directory { get; init; }

    /// <summary>Whose clocks times and days are shown by.</summary>
    public required ViewerZone Zone { get; init; }

    /// <summary>Path and query of the page.</summary>
    public required string Here { get; init; }

    /// <summary>True while the session that asked for the page may still see it; for answers that go on.</summary>
    public required Func<ValueTask<bool>> IsCurrent { get; init; }

    /// <summary>The admin API in their hands.</summary>
    public required AdminClient Admin { get; init; }

    /// <summary>Cancelled when they have left.</summary>
    public required CancellationToken Gone { get; init; }

    /// <summary>What a form must carry.</summary>
    public required string FormToken { get; init; }

    /// <summary>What the form before has done, said once; null for nothing.</summary>
    public string? Notice { get; init; }

    /// <summary>The parts of the dashboard they may see.</summary>
    public required IReadOnlyList<DashboardSection> Sections { get; init; }

    public Texts T => Site.T;

    /// <summary>Where the time zone is chosen, and back.</summary>
    public string ZoneLink => Link("/time-zone", Here.StartsWith("/dashboard/time-zone", StringComparison.Ordinal) ? "" : "back=" + Uri.EscapeDataString(Here));

    /// <summary>Whose receipts they may see.</summary>
    public ReceiptScope Scope => new(Organization.Id, null) { TeamId = By.TeamId };

    /// <summary>What an address or a form that gets carries so that the same organization and role stay chosen; nothing where there is no choice.</summary>
    public IEnumerable<(string Name, string Value)> Kept
    {
        get
        {
            if (Organizations.Count > 1)
            {
                yield return ("organization", Organization.Name);
            }

            if (By.TeamId is { } id && Places[0] != By)
            {
                yield return ("team", id);
            }
        }
    }

    /// <summary>A path of the dashboard for the organization shown.</summary>
    public string Link(string path, string query = "")
    {
        var all = string.Join('&', Kept.Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value)}").Append(query).Where(part => part.Length > 0));
        return "/dashboard" + path + (all.Length > 0 ? "?" + all : "");
    }

    /// <summary>Projects they may see that are not archived, by name.</summary>
    public IReadOnlyList<Project> Projects =>
        [.. Directory.Projects.Where(project => project.ArchivedAt is null && project.OrganizationId == Organization.Id && By.Sees(project.OrganizationId, project.TeamId))
            .OrderBy(project => project.Name, StringComparer.Ordinal)];

    /// <summary>Keys they may see that are not revoked, by name.</summary>
    public IReadOnlyList<Caller> LiveKeys =>
        [.. Directory.Callers.Where(caller => caller.Key.RevokedAt is null && caller.Organization.Id == Organization.Id && By.Sees(caller.Organization.Id, caller.Team.Id))
            .OrderBy(caller => caller.Key.Name, StringComparer.Ordinal)];

    /// <summary>A page for this view.</summary>
    internal IResult Page<T>(params ReadOnlySpan<(string Name, object? Value)> more)
        where T : IComponent => Page<T>(StatusCodes.Status200OK, more);

    internal IResult Page<T>(int status, params ReadOnlySpan<(string Name, object? Value)> more)
        where T : IComponent => PublicSite.Render<T>(status, [("View", this), .. more]);

    /// <summary>The page that says that there is nothing there, or nothing for them.</summary>
    internal IResult NotFound() => Page<MissingPage>(StatusCodes.Status404NotFound);

    /// <summary>A day and minute by the reader's clocks, with their zone: <c>30 Nov 2026, 03:11 UTC</c>.</summary>
    public string Moment(DateTimeOffset at) => Moment(at, Zone);

    /// <summary>The same by other clocks: <c>1 Dec 2026, 00:00 Europe/London</c>.</summary>
    public string Moment(DateTimeOffset at, ViewerZone zone)
    {
        ArgumentNullException.ThrowIfNull(zone);
        return $"{Figures.Day(zone.DayOf(at), Site.Locale)}, {zone.Local(at).ToString("HH:mm", System.Globalization.CultureInfo.InvariantCulture)} {zone.Id}";
    }

    /// <summary>A project's name, fit to be shown; its id when it is gone.</summary>
    public string ProjectName(string id) => VisibleText.Of(Directory.FindProject(id)?.Name ?? id);

    public string TeamName(string id) => VisibleText.Of(Directory.FindTeam(id)?.Name ?? id);

    public string KeyName(string id) => VisibleText.Of(Directory.FindKey(id)?.Key.Name ?? id);
}
