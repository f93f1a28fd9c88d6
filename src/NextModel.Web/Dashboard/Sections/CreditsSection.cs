using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Pages;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>Prepaid credit: what is available, every transfer, and what an operator books.</summary>
internal sealed class CreditsSection() : DashboardSection(DashboardGroup.Spend, "/credits", "dash.credits")
{
    /// <summary>The form that says whether requests need credit.</summary>
    public const string Setting = "setting";

    /// <summary>The form for a transfer.</summary>
    public const string Transfer = "transfer";

    private static readonly string[] Told = ["external_id", "payment", "reason"];

    public override (string Method, string Path)? Needs => ("GET", "/credits/{id}");

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, context) => ShowAsync(view, context.Request.Query["after"].ToString(), null));
        routes.Get(this, "/export", ExportAsync);
        routes.Post(this, "/setting", SetAsync);
        routes.Post(this, "/transfers", BookAsync);
    }

    private static async ValueTask<IResult> ExportAsync(DashboardView view, HttpContext context)
    {
        context.Response.Headers.ContentDisposition = "attachment; filename=\"credits.jsonl\"";
        await view.Admin.ForwardAsync(context, "/credits/{id}/export", view.Organization.Id);
        return Results.Empty;
    }

    private static async ValueTask<IResult> SetAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Setting));
        var reply = await view.Admin.ChangeAsync(
            "PATCH", "/credits/{id}", view.Organization.Id, form.Version, new JsonObject { ["enforced"] = form.Has("enforced") });
        return reply.Refusal is not { } refusal ? post.Done("/credits", "notice.credit.setting", view.Organization.Name)
            : reply.IsStale ? await ShowAsync(view, "", form, await StaleEdit.ReadAsync(view, view.Organization.Id))
            : await ShowAsync(view, "", form.Refuse(refusal));
    }

    private static async ValueTask<IResult> BookAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read(Transfer));
        var amount = form.Number("amount", view.T["form.amount"]);
        var expires = form.Moment("expires_at", view.T["form.moment"]);
        if (form.IsRefused)
        {
            return await ShowAsync(view, "", form);
        }

        var body = new JsonObject { ["kind"] = form["kind"], ["amount"] = amount };
        foreach (var name in Told.Where(form.Has))
        {
            body[name] = form[name].Trim();
        }

        if (form.Has("transfer_id"))
        {
            body["transfer"] = form["transfer_id"].Trim();
        }

        if (expires is not null)
        {
            body["expires_at"] = expires;
        }

        var reply = await view.Admin.PostAsync("/credits/{id}/transfers", body, view.Organization.Id);
        return reply.Refusal is { } refusal
            ? await ShowAsync(view, "", form.Refuse(refusal, ("transfer", "transfer_id")))
            : post.Done("/credits", "notice.credit.booked", Formatting.Figures.Plain(reply.Body.Amount("amount"), Budgets.BudgetRow.Decimals([reply.Body.Amount("amount")])) + " " + reply.Body.Text("currency"));
    }

    private static async ValueTask<IResult> ShowAsync(DashboardView view, string after, Form? refused, StaleEdit? stale = null)
    {
        var id = view.Organization.Id;
        var credit = await view.Admin.GetOneAsync("/credits/{id}", id);
        if (credit.IsMissing)
        {
            return view.NotFound();
        }

        var transfers = view.Admin.May("GET", "/credits/{id}/transfers")
            ? (await view.Admin.GetOneAsync("/credits/{id}/transfers", id, ("limit", "50"), ("after", after))).Body
            : default;
        var forms = new Dictionary<string, Form>(StringComparer.Ordinal)
        {
            [Setting] = new Form(Setting) { Version = credit.Version ?? "", ["enforced"] = credit.Body.Flag("enforced") ? "true" : "" },
            [Transfer] = new Form(Transfer) { ["kind"] = "top_up", ["amount"] = "", ["external_id"] = "", ["payment"] = "", ["transfer_id"] = "", ["reason"] = "", ["expires_at"] = "" },
        };
        if (refused is not null)
        {
            forms[refused.Name] = stale is null ? refused : refused.Refuse(stale, forms[refused.Name]);
        }

        return view.Page<CreditsPage>(refused?.Status ?? StatusCodes.Status200OK, ("Credit", credit.Body), ("Transfers", transfers), ("IsFirst", after.Length == 0), ("Forms", forms));
    }
}
