using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Pages;
using NextModel.Web.Localization;

namespace NextModel.Web.Dashboard.Removals;

/// <summary>
/// Deleting, revoking or archiving an object: a page that says what depends on it and asks, and what its form does. What cannot be undone asks
/// for the name to be written.
/// </summary>
/// <param name="section">What it is part of.</param>
/// <param name="page">The page of the object below the section's: <c>/{id}</c>.</param>
/// <param name="verb">Its own path below that, and the name of its form: <c>delete</c>.</param>
/// <param name="route">The object at the admin API.</param>
internal sealed class Removal(DashboardSection section, string page, string verb, string route)
{
    /// <summary>The key of what is done, a verb with its object: title and button.</summary>
    public required string Title { get; init; }

    /// <summary>The key of what then happens.</summary>
    public required string Lead { get; init; }

    /// <summary>The key of what is said afterwards.</summary>
    public required string Notice { get; init; }

    /// <summary>What depends on it.</summary>
    public required Func<DashboardView, AdminObject, ValueTask<IReadOnlyList<Dependent>>> Dependents { get; init; }

    /// <summary>What it is called; its <c>name</c> unless said.</summary>
    public Func<DashboardView, AdminObject, string> Name { get; init; } = (_, json) => json.Text("name");

    /// <summary>True when it can be undone: no name need be written, and the object keeps its page. Default no.</summary>
    public bool IsReversible { get; init; }

    /// <summary>True when the object keeps its page though it cannot be undone. Default no.</summary>
    public bool Stays { get; init; }

    public void Map(DashboardRoutes routes)
    {
        routes.Get(section, $"{page}/{verb}", (view, context) => AskAsync(view, context.Request.RouteValues["id"] as string ?? "", null));
        routes.Post(section, $"{page}/{verb}", DoAsync);
    }

    private async ValueTask<IResult> DoAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(verb));
        var found = await view.Admin.GetOneAsync(route, post.Id);
        if (found.Refusal is null && !IsReversible && !form.Repeats("name", Name(view, found.Body)))
        {
            form.Refuse("name", Phrase.Plain(view.T["form.confirm.wrong"], ("name", Name(view, found.Body))));
            return await AskAsync(view, post.Id, form);
        }

        var reply = await view.Admin.DeleteAsync(route, post.Id, form.Version);
        return reply.Refusal is not { } refusal ? post.Done(Stays || IsReversible ? PathOf(post.Id) : section.Path, Notice, Name(view, found.Body))
            : reply.IsMissing ? view.NotFound()
            : reply.IsStale ? await AskAsync(view, post.Id, form, await StaleEdit.ReadAsync(view, post.Id))
            : await AskAsync(view, post.Id, form.Refuse(refusal));
    }

    private async ValueTask<IResult> AskAsync(DashboardView view, string id, Form? refused, StaleEdit? stale = null)
    {
        if (view.Admin.WhyNot(HttpMethods.Delete, route) is { } reason)
        {
            return view.Page<RefusedPage>(StatusCodes.Status403Forbidden, ("Section", section), ("Reason", view.T["refused.role"]), ("Detail", reason));
        }

        var found = await view.Admin.GetOneAsync(route, id);
        if (found.IsMissing || (found.Body.Text("organization_id") is { Length: > 0 } owner && owner != view.Organization.Id))
        {
            return view.NotFound();
        }

        var form = new Form(verb) { Version = found.Body.Text("version"), ["name"] = "" };
        var shown = refused is null ? form : stale is null ? refused : refused.Refuse(stale, form);
        return view.Page<RemovalPage>(
            shown.Status, ("Section", section), ("Name", Name(view, found.Body)), ("Title", view.T[Title]), ("Lead", view.T[Lead]), ("Back", view.Link(PathOf(id))), ("Action", view.Link($"{PathOf(id)}/{verb}")),
            ("Form", shown), ("IsReversible", IsReversible), ("All", await Dependents(view, found.Body)));
    }

    private string PathOf(string id) => section.Path + page.Replace("{id}", Uri.EscapeDataString(id), StringComparison.Ordinal);
}
