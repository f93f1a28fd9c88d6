using System.Text.Json.Nodes;
using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;
using NextModel.Web.Localization;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>The form for the rate limits of a key or a project.</summary>
internal static class RateLimitForm
{
    /// <summary>Its fields, as the API names them.</summary>
    public static IReadOnlyList<string> Fields { get; } = ["requests_per_minute", "tokens_per_minute", "concurrent"];

    public static Form Of(string name, AdminObject limits)
    {
        var form = new Form(name) { Version = limits.Text("version") };
        foreach (var field in Fields)
        {
            form[field] = limits.Text(field);
        }

        return form;
    }

    /// <summary>What it says; null when it says something that is no number, which it then tells.</summary>
    public static JsonObject? Body(Form form, Texts texts)
    {
        var body = new JsonObject();
        foreach (var field in Fields)
        {
            body[field] = form.Whole(field, texts["form.whole"]);
        }

        return form.IsRefused ? null : body;
    }
}
