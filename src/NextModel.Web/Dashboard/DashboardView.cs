using NextModel.Identity;
using NextModel.Reporting;
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

    public required Administrator By { get; init; }

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
    public required Func<bool> IsCurrent { get; init; }

    public Texts T => Site.T;

    /// <summary>Where the time zone is chosen, and back.</summary>
    public string ZoneLink => Link("/time-zone", "back=" + Uri.EscapeDataString(Here));

    /// <summary>Whose receipts they may see.</summary>
    public ReceiptScope Scope => new(Organization.Id, null) { TeamId = By.TeamId };

    /// <summary>A path of the dashboard for the organization shown.</summary>
    public string Link(string path, string query = "")
    {
        var own = Organizations.Count > 1 ? "organization=" + Uri.EscapeDataString(Organization.Name) : "";
        var all = string.Join('&', new[] { own, query }.Where(part => part.Length > 0));
        return "/dashboard" + path + (all.Length > 0 ? "?" + all : "");
    }

    /// <summary>A project's name, fit to be shown; its id when it is gone.</summary>
    public string ProjectName(string id) => VisibleText.Of(Directory.FindProject(id)?.Name ?? id);

    public string TeamName(string id) => VisibleText.Of(Directory.FindTeam(id)?.Name ?? id);

    public string KeyName(string id) => VisibleText.Of(Directory.FindKey(id)?.Key.Name ?? id);
}
