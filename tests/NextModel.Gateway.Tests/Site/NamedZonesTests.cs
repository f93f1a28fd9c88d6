using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Where a page shows a time of day, it names whose clocks show it.</summary>
public sealed partial class NamedZonesTests : OperatorConsole
{
    private const string Zone = "Asia/Kathmandu";

    [Fact]
    public async Task EveryPage_WithATimeOfDay_NamesItsZone()
    {
        var ids = await FillAsync();
        Browser.Cookies.Add(new Uri(Admin.Gateway.Origin), new Cookie("nm_zone", Uri.EscapeDataString(Zone), "/dashboard"));
        var (shown, silent) = (0, new List<string>());
        foreach (var path in DashboardPages.Gets(Admin.Gateway).Where(path => !path.Contains("/live", StringComparison.Ordinal) && !path.Contains("export", StringComparison.Ordinal) && !path.EndsWith(".csv", StringComparison.Ordinal)))
        {
            foreach (var page in path.Contains("/nothing", StringComparison.Ordinal) ? ids.Select(id => path.Replace("nothing", id, StringComparison.Ordinal)) : [path])
            {
                var (status, html) = await Browser.GetAsync(page);
                if (status != HttpStatusCode.OK)
                {
                    continue;
                }

                // What is written into fields and documents is in the zone that their labels say.
                var text = Tag().Replace(Aside().Replace(Body().Match(html).Value, ""), " ");
                if (Clock().IsMatch(text))
                {
                    shown++;
                    if (!text.Contains(Zone, StringComparison.Ordinal) && !text.Contains("UTC", StringComparison.Ordinal))
                    {
                        silent.Add($"{page}: {Clock().Match(text).Value}");
                    }
                }
            }
        }

        silent.ShouldBeEmpty();
        shown.ShouldBeGreaterThan(8);
    }

    private async Task<List<string>> FillAsync()
    {
        var key = await Admin.MakeAsync("keys", """{"project":"default","name":"asks","expires_at":"2099-01-31T10:30:00Z"}""");
        (await Admin.ChatAsync(key.Json.GetProperty("raw_key").GetString()!)).Status.ShouldBe(200);
        await Admin.JoinAsync("ada@example.com", "developer");
        await Admin.MakeAsync("invitations", """{"email":"guest@example.com","role":"viewer"}""");
        var receipt = (await Browser.GetAsync("/dashboard/receipts")).Html;
        return
        [
            key.Id, receipt[receipt.IndexOf("rcpt_", StringComparison.Ordinal)..][..37],
            await MakeAsync("budgets", new { scope = "organization", limit = "5", window = "day", time_zone = "Europe/London", name = "all" }),
            await MakeAsync("policies", new { scope = "organization", document = "policy: 1" }),
            await MakeAsync("webhooks", new { name = "finance", url = "https://hooks.example.com/x" }),
            await MakeAsync("credentials", new { source = "closed", name = "own", secret = "sk-none-at-all-0000", models = new Dictionary<string, string> { ["gpt-4.1-mini"] = "own" }, save_anyway = true }),
            (await Admin.SendAsync("GET", "members")).Json.GetProperty("data")[0].GetProperty("id").GetString()!,
        ];
    }

    private async Task<string> MakeAsync(string path, object body) => (await Admin.MakeAsync(path, JsonSerializer.Serialize(body))).Id;

    [GeneratedRegex("<main.*?</main>", RegexOptions.Singleline)]
    private static partial Regex Body();

    [GeneratedRegex("<(pre|textarea|select|script|style|code)\\b.*?</\\1>", RegexOptions.Singleline)]
    private static partial Regex Aside();

    [GeneratedRegex("<[^>]*>")]
    private static partial Regex Tag();

    [GeneratedRegex("\\b([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?\\b")]
    private static partial Regex Clock();
}
