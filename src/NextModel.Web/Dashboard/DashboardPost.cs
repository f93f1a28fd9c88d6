using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Forms;

namespace NextModel.Web.Dashboard;

/// <summary>A form that was sent from a page of the same session.</summary>
/// <param name="View">Who sent it, and for which organization.</param>
/// <param name="Context">The request.</param>
/// <param name="Sent">Its fields and files.</param>
internal sealed record DashboardPost(DashboardView View, HttpContext Context, IFormCollection Sent)
{
    /// <summary>The <c>{id}</c> of the path.</summary>
    public string Id => Context.Request.RouteValues["id"] as string ?? "";

    /// <summary>The form as it was filled in.</summary>
    public Form Read(string name) => Form.Read(name, Sent);

    /// <summary>Leads to a page of the dashboard, which says what was done, once.</summary>
    /// <param name="path">Below <c>/dashboard</c>; made here, never taken from the request.</param>
    /// <param name="notice">The key of what is said, which begins with <c>notice.</c>.</param>
    /// <param name="name">What it was done to.</param>
    public IResult Done(string path, string notice, string name = "")
    {
        Notice.Leave(Context, notice, name);
        return new SeeOther(View.Link(path));
    }
}
