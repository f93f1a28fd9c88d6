using NextModel.Web.Dashboard.Admin;
using NextModel.Web.Dashboard.Forms;

namespace NextModel.Web.Dashboard.Sections;

/// <summary>The forms of the page of one key, as the key is now.</summary>
internal static class KeyForms
{
    public const string Details = "details";
    public const string Rotate = "rotate";
    public const string Limits = "limits";

    /// <summary>How long the present secret goes on working unless asked, in hours.</summary>
    private const string DefaultGrace = "24";

    public static Dictionary<string, Form> Of(AdminObject key, AdminObject limits)
    {
        var version = key.Text("version");
        return new(StringComparer.Ordinal)
        {
            [Details] = new Form(Details)
            {
                Version = version,
                ["name"] = key.Text("name"),
                ["environment"] = key.Text("environment"),
                ["workload"] = key.Text("workload"),
                ["expires_at"] = Form.Show(key.Instant("expires_at")),
            },
            [Rotate] = new Form(Rotate) { Version = version, ["grace_seconds"] = DefaultGrace },
            [Limits] = RateLimitForm.Of(Limits, limits),
        };
    }
}
