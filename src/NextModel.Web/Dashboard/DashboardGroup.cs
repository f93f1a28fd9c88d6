namespace NextModel.Web.Dashboard;

/// <summary>Where a section stands in the navigation.</summary>
public enum DashboardGroup
{
    /// <summary>Above all groups.</summary>
    None,

    Spend,
    Control,
    Record,

    /// <summary>Beside the pages about models of the public site.</summary>
    Models,

    /// <summary>Not in the navigation.</summary>
    Unlisted,
}
