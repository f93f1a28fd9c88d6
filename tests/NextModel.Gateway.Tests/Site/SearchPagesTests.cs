using System.Net;
using System.Text.Json;

namespace NextModel.Gateway.Tests.Site;

/// <summary>The search of the dashboard finds what the reader may see, by name, and nothing else.</summary>
public sealed class SearchPagesTests : OperatorConsole
{
    [Theory]
    [InlineData("nightly", "/dashboard/api-keys/")]
    [InlineData("NIGHT", "/dashboard/api-keys/")]
    [InlineData("kestrel team", "/dashboard/projects/teams/")]
    [InlineData("kestrel project", "/dashboard/projects/proj_")]
    [InlineData("winter", "/dashboard/budgets/")]
    [InlineData("sandbox-echo", "/models/sandbox-echo")]
    [InlineData("Quickstart", "/docs/quickstart")]
    [InlineData("audit", "/dashboard/audit")]
    public async Task Name_OfAnything_LeadsToItsPage(string asked, string link)
    {
        await FillAsync();

        (await SearchAsync(asked)).ShouldContain($"<a href=\"{link}");
    }

    [Fact]
    public async Task Found_OfAnotherOrganization_IsNothing()
    {
        await FillAsync();
        await Admin.MakeAsync("organizations", """{"name":"other"}""");
        var raw = (await Admin.MakeAsync("management-keys", """{"organization":"other","name":"theirs","role":"owner"}""")).Json.GetProperty("raw_key").GetString()!;
        using var theirs = new Browsing(Admin.Gateway);
        await theirs.SignInAsync(raw);

        foreach (var asked in new[] { "nightly", "kestrel", "winter" })
        {
            (await theirs.GetAsync("/dashboard/search?q=" + asked)).Html.ShouldContain("Nothing matches");
        }
    }

    [Fact]
    public async Task Receipt_ById_IsOpened_AndAnUnknownOneIsSaid()
    {
        var key = (await Admin.MakeAsync("keys", """{"project":"default","name":"asks"}""")).Json.GetProperty("raw_key").GetString()!;
        (await Admin.ChatAsync(key)).Status.ShouldBe(200);
        var list = (await Browser.GetAsync("/dashboard/receipts")).Html;
        var id = list[list.IndexOf("rcpt_", StringComparison.Ordinal)..][..37];

        (await Browser.LocationAsync("/dashboard/search?q=" + id)).ShouldBe("/dashboard/receipts/" + id);
        (await Browser.LocationAsync("/dashboard/search?q=+" + id.Replace("rcpt_", "req_", StringComparison.Ordinal) + "+")).ShouldBe("/dashboard/receipts/" + id);
        (await SearchAsync("rcpt_" + new string('0', 32))).ShouldContain("There is no receipt");
    }

    [Fact]
    public async Task WholeKey_IsNotShownAgain_AndItsKeyIsFound()
    {
        var made = (await Admin.MakeAsync("keys", """{"project":"default","name":"pasted"}""")).Json;
        var raw = made.GetProperty("raw_key").GetString()!;

        var cut = (await Browser.LocationAsync("/dashboard/search?q=" + raw))!;

        cut.ShouldNotContain(raw);
        var html = (await Browser.GetAsync(cut)).Html;
        html.ShouldNotContain(raw);
        html.ShouldContain("/dashboard/api-keys/" + made.GetProperty("id").GetString());
        html.ShouldContain("This looks like a secret");
    }

    [Theory]
    [InlineData("<script>alert(1)</script>")]
    [InlineData("\"><img src=x onerror=alert(1)>")]
    [InlineData("a\u202Eb")]
    public async Task Asked_WithMarkup_IsShownInert(string asked)
    {
        var html = await SearchAsync(asked);

        html.ShouldNotContain("<script>alert");
        html.ShouldNotContain("<img src=x");
        html.ShouldNotContain("\u202E");
    }

    private async Task<string> SearchAsync(string asked)
    {
        var (status, html) = await Browser.GetAsync("/dashboard/search?q=" + Uri.EscapeDataString(asked));
        status.ShouldBe(HttpStatusCode.OK);
        return html;
    }

    private async Task FillAsync()
    {
        foreach (var (path, body) in new (string, object)[]
        {
            ("keys", new { project = "default", name = "the nightly batch" }), ("teams", new { name = "kestrel team" }), ("projects", new { team = "default", name = "kestrel project" }),
            ("budgets", new { scope = "organization", limit = "5", window = "day", name = "winter budget" }),
        })
        {
            await Admin.MakeAsync(path, JsonSerializer.Serialize(body));
        }
    }
}
