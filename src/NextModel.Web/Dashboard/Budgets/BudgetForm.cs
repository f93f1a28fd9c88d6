using System.Globalization;
using System.Text.Json.Nodes;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Localization;

namespace NextModel.Web.Dashboard.Budgets;

/// <summary>The forms about one budget, and what they say to the admin API.</summary>
internal static class BudgetForm
{
    public const string New = "new";
    public const string Details = "details";
    public const string Reconcile = "reconcile";

    /// <summary>Those of the page of a budget.</summary>
    public static Dictionary<string, Form> Of(AdminObject budget)
    {
        var version = budget.Text("version");
        return new(StringComparer.Ordinal)
        {
            [Details] = new Form(Details)
            {
                Version = version,
                ["name"] = budget.Text("name"),
                ["limit"] = Trim(budget.Text("limit")),
                ["hard"] = budget.Text("hard"),
                ["thresholds"] = string.Join(", ", budget.Words("thresholds")),
            },
            [Reconcile] = new Form(Reconcile) { Version = version, ["settled"] = "" },
        };
    }

    public static Form Empty(string scope) => new(New)
    {
        ["name"] = "",
        ["scope_id"] = scope,
        ["limit"] = "",
        ["window"] = "month",
        ["time_zone"] = "UTC",
        ["hard"] = "true",
        ["thresholds"] = "80, 100",
        ["model"] = "",
        ["workload"] = "",
    };

    /// <summary>What is said of a new budget; null when the form is refused.</summary>
    public static JsonObject? Create(Form form, Texts texts, string organization)
    {
        var body = Change(form, texts) ?? [];

        var (kind, id) = ScopeChoice.Read(form["scope_id"]);
        body["organization"] = organization;
        body["scope"] = kind;
        body["scope_id"] = id;
        body["window"] = form["window"];
        body["time_zone"] = Given(form["time_zone"].Trim());
        body["model"] = Given(form["model"].Trim());
        body["workload"] = Given(form["workload"].Trim());
        return form.IsRefused ? null : body;
    }

    /// <summary>What is said of one that is there; null when the form is refused.</summary>
    public static JsonObject? Change(Form form, Texts texts)
    {
        var limit = form.Number("limit", texts["form.amount"]);
        if (!form.Has("limit"))
        {
            form.Refuse("limit", texts["form.amount"]);
        }

        var thresholds = new JsonArray();
        foreach (var word in form["thresholds"].Split([',', ' ', ';'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (int.TryParse(word.TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var percent))
            {
                thresholds.Add(percent);
            }
            else
            {
                form.Refuse("thresholds", texts["budget.thresholds.wrong"]);
                break;
            }
        }

        return form.IsRefused ? null : new JsonObject
        {
            ["name"] = Given(form["name"]),
            ["limit"] = limit,
            ["hard"] = form["hard"] == "true",
            ["thresholds"] = thresholds,
        };
    }

    // As somebody would write it: without the zeros at the end.
    private static string Trim(string amount) => amount.Contains('.', StringComparison.Ordinal) ? amount.TrimEnd('0').TrimEnd('.') : amount;

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
