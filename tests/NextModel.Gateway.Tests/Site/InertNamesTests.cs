using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Admin;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Names that others chose do nothing on any page of the dashboard, whoever looks.</summary>
public sealed partial class InertNamesTests : IAsyncLifetime
{
    // A stream, and files to save.
    private static readonly string[] NoPages = ["/live", ".csv", "/export", "/exports/file", "/exports/manifest", "/exports/statement"];

    private AdminGateway _admin = null!;

    public static TheoryData<string> Names => new()
    {
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "'); alert(1); ('",
        "</textarea><svg onload=alert(1)>",
        "</title><base href=//evil.example>",
        "javascript:alert(1)",
        "invoice \u202Egnp.exe",
        "a\u2066b\u2069c\u200B\uFEFF",
        "{{name}} **bold** [x](javascript:alert) `code`",
    };

    private IEnumerable<string> Pages => DashboardPages.Gets(_admin.Gateway).Where(path => !NoPages.Any(end => path.EndsWith(end, StringComparison.Ordinal)));

    public async ValueTask InitializeAsync() => _admin = await AdminGateway.StartAsync();

    public ValueTask DisposeAsync() => _admin.DisposeAsync();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Name_OnEveryPage_IsInert(string name)
    {
        var ids = new List<string>
        {
            await MakeAsync("keys", new { project = "default", name }),
            await MakeAsync("teams", new { name }),
            await MakeAsync("projects", new { team = "default", name }),
            await MakeAsync("budgets", new { scope = "project", scope_id = "default", limit = 1, window = "day", name }),
            await MakeAsync("webhooks", new { name, url = "https://hooks.example.com/x" }),
            await MakeAsync("policies", new { scope = "project", scope_id = "default", document = "policy: 1\nrules:\n  - name: " + JsonSerializer.Serialize(name) }),
            await MakeAsync("credentials", new { source = "closed", name, secret = "sk-none-at-all-0000", models = new Dictionary<string, string> { ["gpt-4.1-mini"] = "own" }, save_anyway = true, enabled = false }),
        };
        using var browser = new Browsing(_admin.Gateway);
        await browser.SignInAsync(_admin.OperatorKey);
        foreach (var path in Pages)
        {
            foreach (var page in path.Contains("/nothing", StringComparison.Ordinal) ? ids.Select(id => path.Replace("nothing", id, StringComparison.Ordinal)) : [path])
            {
                var (status, html) = await browser.GetAsync(page);
                ((int)status).ShouldBeOneOf([200, 404], page);

                // What somebody edits stays as they wrote it: a field turns nothing outside of itself.
                html = Fields().Replace(html, "");
                foreach (var active in new[] { "<script>alert", "<img src=x", "<svg onload", "<base href", "'); alert(1); ('", "href=\"javascript:", "\u202E", "\u2066", "\u200B" })
                {
                    html.ShouldNotContain(active, customMessage: page);
                }
            }
        }
    }

    [Theory]
    [InlineData("viewer")]
    [InlineData("developer")]
    [InlineData("admin")]
    [InlineData("owner")]
    public async Task EveryPage_ForARole_IsShownOrSaysWhichRoleMay(string role)
    {
        var raw = (await _admin.MakeAsync("management-keys", JsonSerializer.Serialize(new { name = role, role }))).Json.GetProperty("raw_key").GetString()!;
        using var browser = new Browsing(_admin.Gateway);
        await browser.SignInAsync(raw);
        foreach (var path in Pages)
        {
            var (status, html) = await browser.GetAsync(path);
            status.ShouldBeOneOf([HttpStatusCode.OK, HttpStatusCode.Forbidden, HttpStatusCode.NotFound], path);
            if (status == HttpStatusCode.Forbidden)
            {
                html.ShouldContain("Nothing was done", customMessage: path);
            }
        }
    }

    private async Task<string> MakeAsync(string path, object body) => (await _admin.MakeAsync(path, JsonSerializer.Serialize(body))).Id;

    [GeneratedRegex(" value=\"[^\"]*\"|<textarea[^>]*>.*?</textarea>", RegexOptions.Singleline)]
    private static partial Regex Fields();
}
