using Microsoft.AspNetCore.Http;
using NextModel.Identity;

namespace NextModel.Web.Dashboard.Admin;

/// <summary>
/// The admin API as the dashboard calls it: in this process, as the person who is signed in, and through the routes that everybody else calls
/// over HTTP. What a role may, what is valid, versions, the audit trail and refusals are therefore the same for both (ADR 0024).
/// </summary>
/// <param name="SendAsync">Answers a call whole.</param>
/// <param name="ForwardAsync">Answers a call straight to a browser, for what is long or a file.</param>
/// <param name="WhyNot">Null when somebody may use a route, given its method and pattern; else the reason, in English.</param>
public sealed record AdminApi(
    Func<AdminRequest, CancellationToken, ValueTask<AdminReply>> SendAsync,
    Func<AdminRequest, HttpContext, Task> ForwardAsync,
    Func<Administrator, string, string, string?> WhyNot)
{
    /// <summary>What every route of it begins with.</summary>
    public const string Root = "/api/admin/v1";
}
