using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Localization;

namespace NextModel.Web.Dashboard.Policies;

/// <summary>The forms about policies. The one form of a draft is sent to save it, to explain a request under it, or to simulate it.</summary>
internal static class PolicyForm
{
    public const string Draft = "draft";
    public const string Explain = "explain";

    /// <summary>Where the API calls a field otherwise; what it says of the request itself stands beside that.</summary>
    private static readonly string[] Own = ["document", "key", "workload", "days", "budget_used_percent", "scope_id"];

    public static Form Of(DashboardView view, AdminObject policy)
    {
        var form = new Form(Draft)
        {
            Version = policy.Text("version"),
            ["document"] = policy.Text("document"),
            ["scope_id"] = policy.Text("scope") == "organization" ? "organization" : $"{policy.Text("scope")}:{policy.Text("scope_id")}",
        };
        AskOf(view, form);
        form["key"] = view.LiveKeys.FirstOrDefault(caller => Rules(caller, policy.Text("scope_id")))?.Key.Id ?? "";
        return form;
    }

    public static Form Empty(DashboardView view, string scope)
    {
        var form = new Form(Draft) { ["document"] = "policy: 1\nrules:\n  - name: \n", ["scope_id"] = scope };
        AskOf(view, form);
        return form;
    }

    /// <summary>A form that asks what the policies in force make of a request.</summary>
    public static Form Ask(DashboardView view)
    {
        var form = new Form(Explain);
        AskOf(view, form);
        return form;
    }

    /// <summary>The policy that is tried; null when the form has none.</summary>
    public static JsonObject? DraftOf(Form form)
    {
        if (!form.Knows("document"))
        {
            return null;
        }

        var (kind, id) = ScopeChoice.Read(form["scope_id"]);
        return new JsonObject { ["scope"] = kind, ["scope_id"] = id, ["document"] = form["document"] };
    }

    /// <summary>What is asked of <c>explain</c>; null when the form is refused.</summary>
    public static JsonObject? Explained(Form form, Texts texts, string organization)
    {
        JsonNode? request;
        try
        {
            request = JsonNode.Parse(form["request"]);
        }
        catch (JsonException)
        {
            request = null;
        }

        if (request is not JsonObject)
        {
            form.Refuse("request", texts["policy.request.wrong"]);
            return null;
        }

        var body = new JsonObject { ["organization"] = organization, ["key"] = form["key"], ["request"] = request };
        if (form.Has("workload"))
        {
            body["workload"] = form["workload"].Trim();
        }

        if (DraftOf(form) is { } draft)
        {
            body["draft"] = draft;
        }

        return body;
    }

    /// <summary>What is asked of <c>simulate</c>; null when the form is refused.</summary>
    public static JsonObject? Simulated(Form form, Texts texts, string organization)
    {
        var days = form.Whole("days", texts["form.whole"]);
        var used = form.Number("budget_used_percent", texts["form.amount"]);
        return form.IsRefused ? null : new JsonObject
        {
            ["organization"] = organization,
            ["draft"] = DraftOf(form),
            ["days"] = days is null ? null : Math.Min(days.Value, int.MaxValue),
            ["budget_used_percent"] = used,
        };
    }

    /// <summary>The field that a refusal belongs to.</summary>
    public static Form Refuse(Form form, AdminRefusal refusal) => Own.Contains(refusal.Param) ? form.Refuse(refusal)
        : refusal.Param is "scope" or "organization" or "team" or "project" ? form.Refuse(refusal, (refusal.Param, "scope_id"))
        : refusal.Param is "" or "draft" || refusal.Status == 403 ? form.Refuse(refusal)
        : form.Refuse(refusal, (refusal.Param, "request"));

    private static void AskOf(DashboardView view, Form form)
    {
        form["key"] = view.LiveKeys is [var first, ..] ? first.Key.Id : "";
        form["workload"] = "";
        form["request"] = "{\n  \"model\": \"sandbox-echo\",\n  \"max_tokens\": 300,\n  \"messages\": [{ \"role\": \"user\", \"content\": \"Hello\" }]\n}";
        form["days"] = "30";
        form["budget_used_percent"] = "0";
    }

    private static bool Rules(Identity.Caller caller, string scope) =>
        scope == caller.Organization.Id || scope == caller.Team.Id || scope == caller.Project.Id || scope == caller.Key.Id;
}
