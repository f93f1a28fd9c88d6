using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Web.Site;

namespace NextModel.Gateway.Tests.Site;

/// <summary>No page is longer than a phone should load, however much there is to list.</summary>
public sealed class PageSizeTests : OperatorConsole
{
    private const int Most = 100 * 1024;

    // A stream, and files to save.
    private static readonly string[] NoPages = ["/live", ".csv", "/export", "/exports/file", "/exports/manifest", "/exports/statement"];

    [Fact]
    public async Task EveryPage_OfAnOrganizationWithMuch_StaysBelowItsLimit()
    {
        var ids = await FillAsync();
        var paths = DashboardPages.Gets(Admin.Gateway).Where(path => !NoPages.Any(end => path.EndsWith(end, StringComparison.Ordinal)))
            .SelectMany(path => path.Contains("/nothing", StringComparison.Ordinal) ? ids.Select(id => path.Replace("nothing", id, StringComparison.Ordinal)) : [path]);
        var tooLong = new List<string>();
        foreach (var path in paths)
        {
            var (status, html) = await Browser.GetAsync(path);
            if (status == HttpStatusCode.OK && Encoding.UTF8.GetByteCount(html) is var bytes and > Most)
            {
                tooLong.Add($"{path}: {bytes}");
            }
        }

        tooLong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/models")]
    [InlineData("/zh/models")]
    [InlineData("/")]
    [InlineData("/compare")]
    [InlineData("/docs/configuration")]
    [InlineData("/docs/admin-api")]
    [InlineData("/ms-MY/benchmarks/cache-safety")]
    public async Task PublicPage_StaysBelowItsLimit(string path) => Encoding.UTF8.GetByteCount((await Browser.GetAsync(path)).Html).ShouldBeLessThan(Most);

    [Fact]
    public async Task Scripts_AllTogether_StayBelowTheirLimit()
    {
        var store = AssetStore.Embedded;
        var scripts = store.Paths.Where(path => path.EndsWith(".js", StringComparison.Ordinal)).Sum(path => store.Find(path)!.Brotli!.Length);
        var verifier = (await Browser.GetAsync("/tools/receipt-verifier.js")).Html.Length;

        (scripts + verifier).ShouldBeInRange(1, 120 * 1024);
    }

    [Fact]
    public async Task Keys_OnPages_AreAllThere_AndFoundByName()
    {
        for (var i = 0; i < 60; i++)
        {
            await MakeAsync("keys", new { project = "default", name = $"key {i:D3}" });
        }

        var first = (await Browser.GetAsync("/dashboard/api-keys")).Html;
        var second = (await Browser.GetAsync("/dashboard/api-keys?page=2")).Html;
        Enumerable.Range(0, 60).Select(i => $">key {i:D3}<").Where(name => first.Contains(name, StringComparison.Ordinal) == second.Contains(name, StringComparison.Ordinal)).ShouldBeEmpty("each is on one of the two");
        first.ShouldContain("/dashboard/api-keys?page=2");
        second.ShouldContain("/dashboard/api-keys?page=1");
        (await Browser.GetAsync("/dashboard/api-keys?page=99999999999")).Html.ShouldContain("key 000");
        var found = (await Browser.GetAsync("/dashboard/api-keys?q=KEY+059")).Html;
        found.ShouldContain(">key 059<");
        found.ShouldNotContain(">key 058<");
        (await Browser.GetAsync("/dashboard/api-keys?q=%3Cscript%3E")).Html.ShouldContain("Nothing matches");
    }

    [Fact]
    public async Task Key_BeyondTheChoices_IsChosenFromItsPage()
    {
        var last = "";
        for (var i = 0; i < 101; i++)
        {
            last = await MakeAsync("keys", new { project = "default", name = $"key {i:D3}" });
        }

        (await Browser.GetAsync("/dashboard/api-keys/" + last)).Html.ShouldContain($"/dashboard/budgets/new?scope=key:{last}");
        SentForm.Find((await Browser.GetAsync($"/dashboard/budgets/new?scope=key:{last}")).Html, "new")["scope_id"].ShouldBe("key:" + last);
    }

    private async Task<List<string>> FillAsync()
    {
        var ids = new List<string>();
        for (var team = 0; team < 5; team++)
        {
            ids.Add(await MakeAsync("teams", new { name = $"team {team} of some department" }));
            for (var project = 0; project < 6; project++)
            {
                var name = $"project {team}-{project} with a name of usual length";
                ids.Add(await MakeAsync("projects", new { team = $"team {team} of some department", name }));
                for (var key = 0; key < 7; key++)
                {
                    var id = await MakeAsync("keys", new { project = name, name = $"key {team}-{project}-{key} of the nightly batch", environment = "production", workload = "customer-support" });
                    if (key < 2)
                    {
                        ids.Add(await MakeAsync("budgets", new { scope = "key", scope_id = id, limit = "100", window = "month", name = $"budget {team}-{project}-{key}" }));
                        ids.Add(await MakeAsync("policies", new { scope = "key", scope_id = id, document = "policy: 1\nrules:\n  - name: no preview\n    preview: false\n" }));
                        await Admin.SendAsync("PUT", $"keys/{id}/limits", """{"requests_per_minute":600}""", ifMatch: "*");
                    }
                }
            }
        }

        for (var i = 0; i < 60; i++)
        {
            ids.Add(await MakeAsync("members", new { email = $"somebody.with.a.name.{i}@engineering.example.com", role = "developer" }));
            await MakeAsync("invitations", new { email = $"guest.with.a.name.{i}@engineering.example.com", role = "viewer" });
        }

        for (var i = 0; i < 20; i++)
        {
            ids.Add(await MakeAsync("webhooks", new { name = $"webhook {i}", url = $"https://hooks.example.com/nextmodel/{i}" }));
        }

        // One of each kind is enough: they are alike.
        return [.. ids.GroupBy(id => id.Split('_')[0]).Select(kind => kind.First())];
    }

    private async Task<string> MakeAsync(string path, object body) => (await Admin.MakeAsync(path, JsonSerializer.Serialize(body))).Id;
}
