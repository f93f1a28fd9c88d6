using System.Text.Json.Nodes;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;

namespace NextModel.Web.Dashboard.Webhooks;

/// <summary>The forms about a webhook. What is typed as its secret is never sent back to a page.</summary>
internal static class WebhookForm
{
    public const string New = "new";
    public const string Details = "details";
    public const string Secret = "secret-form";
    public const string Test = "test";

    public static Form Empty() => new(New) { ["name"] = "", ["url"] = "", ["secret"] = "" };

    public static Dictionary<string, Form> Of(AdminObject webhook)
    {
        var version = webhook.Text("version");
        return new(StringComparer.Ordinal)
        {
            [Details] = new Form(Details)
            {
                Version = version,
                ["name"] = webhook.Text("name"),
                ["url"] = webhook.Text("url"),
                ["enabled"] = webhook.Flag("enabled") ? "true" : "",
            },
            [Secret] = new Form(Secret) { Version = version, ["secret"] = "" },
            [Test] = new Form(Test),
        };
    }

    public static JsonObject Create(Form form, string organization)
    {
        var body = new JsonObject { ["organization"] = organization, ["name"] = form["name"], ["url"] = form["url"].Trim() };
        if (form.Has("secret"))
        {
            body["secret"] = form["secret"].Trim();
        }

        return body;
    }

    public static JsonObject Change(Form form) => new() { ["name"] = form["name"], ["url"] = form["url"].Trim(), ["enabled"] = form.Has("enabled") };
}
