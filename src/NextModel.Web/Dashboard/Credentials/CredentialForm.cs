using System.Text.Json.Nodes;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;

namespace NextModel.Web.Dashboard.Credentials;

/// <summary>The forms about an own credential. What is typed as its secret is never sent back to a page.</summary>
internal static class CredentialForm
{
    public const string New = "new";
    public const string Details = "details";
    public const string Rotate = "rotate";
    public const string Test = "test";

    public static Form Empty(string source) => new(New)
    {
        ["source"] = source,
        ["name"] = "",
        ["secret"] = "",
        ["scope_id"] = "",
        ["base_url"] = "",
        ["api_version"] = "",
        ["region"] = "",
        ["models"] = "",
        ["save_anyway"] = "",
    };

    public static Dictionary<string, Form> Of(AdminObject credential)
    {
        var version = credential.Text("version");
        return new(StringComparer.Ordinal)
        {
            [Details] = new Form(Details)
            {
                Version = version,
                ["name"] = credential.Text("name"),
                ["region"] = credential.Text("region"),
                ["models"] = string.Join('\n', credential.Members("models").Select(model => $"{model.Name} = {model.Value.Text()}")),
                ["enabled"] = credential.Flag("enabled") ? "true" : "",
            },
            [Rotate] = new Form(Rotate) { Version = version, ["secret"] = "", ["base_url"] = "", ["save_anyway"] = "" },
            [Test] = new Form(Test),
        };
    }

    /// <summary>What is said of a new one; null when the form is refused.</summary>
    public static JsonObject? Create(Form form, DashboardView view)
    {
        var models = Models(form, view);
        var (kind, id) = ScopeChoice.Read(form["scope_id"]);
        return form.IsRefused ? null : new JsonObject
        {
            ["organization"] = view.Organization.Id,
            ["team"] = kind == "team" ? id : null,
            ["project"] = kind == "project" ? id : null,
            ["source"] = form["source"],
            ["name"] = form["name"],
            ["secret"] = form["secret"].Trim(),
            ["base_url"] = Given(form["base_url"]),
            ["api_version"] = Given(form["api_version"]),
            ["region"] = Given(form["region"]),
            ["models"] = models,
            ["save_anyway"] = form.Has("save_anyway"),
        };
    }

    /// <summary>What is said of one that is there; null when the form is refused.</summary>
    public static JsonObject? Change(Form form, DashboardView view)
    {
        var models = Models(form, view);
        return form.IsRefused ? null : new JsonObject
        {
            ["name"] = form["name"],
            ["region"] = Given(form["region"]),
            ["models"] = models ?? [],
            ["enabled"] = form.Has("enabled"),
        };
    }

    // A line each: what the catalog calls it, and what the source does.
    private static JsonObject? Models(Form form, DashboardView view)
    {
        var models = new JsonObject();
        foreach (var line in form["models"].ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var (name, there) = line.Split('=', 2, StringSplitOptions.TrimEntries) is [var first, var second] ? (first, second) : (line, line);
            if (name.Length == 0 || there.Length == 0 || models.ContainsKey(name))
            {
                form.Refuse("models", Localization.Phrase.Plain(view.T["credential.models.wrong"], ("line", line)));
                return null;
            }

            models[name] = there;
        }

        return models.Count == 0 ? null : models;
    }

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
