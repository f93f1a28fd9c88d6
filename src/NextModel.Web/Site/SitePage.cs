using Microsoft.AspNetCore.Http;

namespace NextModel.Web.Site;

/// <summary>One page of the public site.</summary>
/// <param name="Path">Without the language; a route pattern: <c>/models/{**id}</c>.</param>
/// <param name="Answer">Makes the answer.</param>
internal sealed record SitePage(string Path, Func<SiteView, HttpContext, IResult> Answer);
