using NextModel.Web.Dashboard.Admin;

namespace NextModel.Web.Dashboard.Forms;

/// <summary>Somebody changed an object while a form for it was open.</summary>
/// <param name="Who">Whom the audit trail names; empty when the reader may not read it.</param>
/// <param name="At">When; null as above.</param>
public sealed record StaleEdit(string Who, DateTimeOffset? At)
{
    /// <summary>The last change of an object.</summary>
    public static async ValueTask<StaleEdit> ReadAsync(DashboardView view, string target)
    {
        ArgumentNullException.ThrowIfNull(view);
        if (!view.Admin.May("GET", "/audit"))
        {
            return new StaleEdit("", null);
        }

        var reply = await view.Admin.GetAsync("/audit", ("organization", view.Organization.Id), ("target", target), ("limit", "1"));
        return reply.Body.Items("data") is [var entry, ..] ? new StaleEdit(Actor(view, entry), entry.Instant("at")) : new StaleEdit("", null);
    }

    /// <summary>Who made an entry of the audit trail: the name, else what kind of actor.</summary>
    public static string Actor(DashboardView view, AdminObject entry)
    {
        ArgumentNullException.ThrowIfNull(view);
        var kind = entry.Text("actor", "kind");
        return entry.Text("actor", "name") is { Length: > 0 } name ? name : kind == "operator" ? view.T["dash.operator"] : kind.Replace('_', ' ');
    }
}
