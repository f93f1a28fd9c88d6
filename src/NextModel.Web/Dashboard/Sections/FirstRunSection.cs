using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Ledger;
using NextModel.Reporting;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Dashboard.Pages;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>From no key to the first receipt: a key by one button, a call to copy, and the receipt as soon as it is there.</summary>
internal sealed class FirstRunSection(DashboardParts parts) : DashboardSection(DashboardGroup.None, "/first-run", "dash.firstrun")
{
    private const string KeyName = "first key";

    internal override void Map(DashboardRoutes routes)
    {
        routes.Get(this, "", (view, _) => ShowAsync(view, new Form("first"), ""));
        routes.Post(this, "", MakeKeyAsync);
    }

    private async ValueTask<IResult> MakeKeyAsync(DashboardPost post)
    {
        var (view, form) = (post.View, post.Read("first"));
        if (view.Projects is not [var project, ..])
        {
            return await ShowAsync(view, form, "");
        }

        var reply = await view.Admin.PostAsync("/keys", new JsonObject { ["organization"] = view.Organization.Id, ["project"] = project.Id, ["name"] = KeyName });
        return reply.Refusal is { } refusal ? await ShowAsync(view, form.Refuse(refusal), "") : await ShowAsync(view, form, reply.Body.Text("raw_key"));
    }

    private async ValueTask<IResult> ShowAsync(DashboardView view, Form form, string rawKey)
    {
        var keys = view.Directory.Callers.Where(caller => caller.Organization.Id == view.Organization.Id && view.By.Sees(caller.Organization.Id, caller.Team.Id)
            && caller.Key.RevokedAt is null && !(caller.Key.ExpiresAt <= view.Site.Now)).ToList();
        var receipts = await parts.Reports().ListAsync(new ReceiptQuery(view.Scope, new ReceiptFilter(), 1), view.Gone);
        return view.Page<FirstRunPage>(
            form.Status, ("Form", form), ("RawKey", rawKey), ("Keys", keys.Count), ("Receipt", receipts.Items.Count > 0 ? ReceiptIds.ReceiptId(receipts.Items[0].Id) : null));
    }
}
