using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Identity;
using NextModel.Ledger;
using NextModel.Web.Dashboard.Forms;

namespace NextModel.Gateway.Tests.Site;

public sealed partial class ExportPagesTests : OperatorSite
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        for (var i = 0; i < 3; i++)
        {
            using var answer = await Gateway.ChatAsync(JsonSerializer.Serialize(new { model = "canary", messages = new[] { new { role = "user", content = $"question {i}" } } }));
            answer.EnsureSuccessStatusCode();
        }
    }

    [Fact]
    public async Task Export_AsTheFormAsks_IsTheFileOfTheAdminApi_AndVerifies()
    {
        var (status, html) = await Browser.GetAsync("/dashboard/exports");
        status.ShouldBe(HttpStatusCode.OK);
        var (from, to) = (Value(html, "from"), Value(html, "to"));

        using var csv = await Browser.SendAsync($"/dashboard/exports/file?format=csv&from={from}&to={to}");
        csv.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        (await csv.Content.ReadAsStringAsync()).Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(4);

        using var jsonl = await Browser.SendAsync($"/dashboard/exports/file?format=jsonl&from={from}&to={to}");
        var receipts = (await jsonl.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        receipts.Length.ShouldBe(3);
        VerifyingKeys.TryParse(Encoding.ASCII.GetBytes(Gateway.Installation.SigningKeys.JwkSet()), out var keys).ShouldBeTrue();
        using (keys)
        {
            receipts.ShouldAllBe(receipt => new ReceiptVerifier(keys!).Verify(Encoding.UTF8.GetBytes(receipt)).IsGenuine);
        }

        (await Browser.GetAsync($"/dashboard/exports/manifest?format=csv&from={from}&to={to}")).Html.ShouldContain("\"rows\":3");
    }

    [Theory]
    [InlineData("/dashboard/exports/file?format=csv&from=2026-11-02&to=2026-11-01", "to")]
    [InlineData("/dashboard/exports/file?format=csv&from=soon&to=2026-11-01", "from")]
    [InlineData("/dashboard/exports/statement?month=November&format=html", "month")]
    public async Task Field_Wrong_IsSaidBesideIt(string path, string field)
    {
        var (status, html) = await Browser.GetAsync(path);

        status.ShouldBe(HttpStatusCode.BadRequest);
        html.ShouldContain($"id=\"{field}-wrong\"");
    }

    [Theory]
    [InlineData("en", "Statement for")]
    [InlineData("ms-MY", "Penyata bagi")]
    [InlineData("zh", "月账单")]
    public async Task Statement_OfTheMonth_IsAPageToPrint_InTheReadersLanguage(string language, string title)
    {
        var month = DateTimeOffset.UtcNow.ToString("yyyy-MM", System.Globalization.CultureInfo.InvariantCulture);
        Browser.Cookies.Add(new Uri(Gateway.Origin), new Cookie("nm_language", language, "/dashboard"));
        using var response = await Browser.SendAsync($"/dashboard/exports/statement?month={month}&format=html");

        WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync()).ShouldContain(title);
        response.Headers.GetValues("Content-Security-Policy").Last().ShouldContain("default-src 'none'");
    }

    [Fact]
    public async Task Reconcile_FileSent_ShowsTheRunAndItsReport()
    {
        var day = DateTimeOffset.UtcNow.AddDays(-10).ToUnixTimeSeconds() / 86400 * 86400;
        var (status, location) = await UploadAsync(
            Browser,
            "usage.json",
            $$"""{"object":"page","data":[{"object":"bucket","start_time":{{day}},"end_time":{{day + 86400}},"results":[{"object":"organization.usage.completions.result","input_tokens":10,"output_tokens":5,"num_model_requests":1,"model":"gpt-x"}]}],"has_more":false}""");

        status.ShouldBe(HttpStatusCode.SeeOther);
        var (shown, html) = await Browser.GetAsync(location!);
        shown.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("usage.json");
        html.ShouldContain("Unexplained");
        (await Browser.GetAsync(WebUtility.HtmlDecode(Report().Match(html).Groups["link"].Value))).Html.ShouldContain("<!doctype html>");
        (await Browser.GetAsync("/dashboard/reconciliations")).Html.ShouldContain("usage.json");
    }

    [Fact]
    public async Task Reconcile_FileThatIsNone_IsRefusedBesideTheForm_AndNothingIsKept()
    {
        var (status, _) = await UploadAsync(Browser, "<img src=x>.csv", "=1+1,what");
        status.ShouldBe(HttpStatusCode.BadRequest);
        (await UploadAsync(Browser, "empty.csv", "")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await Browser.GetAsync("/dashboard/reconciliations")).Html.ShouldNotContain("Earlier runs");
    }

    [Fact]
    public async Task Viewer_SeesRuns_AndMayNotSend()
    {
        var owner = Gateway.Installation.Directory.FindOrganizationByName("default")!;
        var issued = await Gateway.Installation.ManagementKeys.IssueAsync(Administrator.CommandLine, new ManagementKeyRequest(owner.Id, null, "reader", AccessRole.Viewer), CancellationToken.None);
        issued.TryGet(out var key, out _).ShouldBeTrue();
        using var viewer = new Browsing(Gateway);
        await viewer.SignInAsync(key!.RawKey);

        (await viewer.GetAsync("/dashboard/reconciliations")).Html.ShouldContain("Your role may not do this.");
        (await UploadAsync(viewer, "usage.json", "{}")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    private async Task<(HttpStatusCode Status, string? Location)> UploadAsync(Browsing browser, string name, string text)
    {
        using var client = new HttpClient(new HttpClientHandler { CookieContainer = browser.Cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(Gateway.Origin) };
        using var form = new MultipartFormDataContent
        {
            { new StringContent(FormToken.Of(browser.Token!)), FormToken.Field },
            { new StringContent("openai"), "provider" },
            { new ByteArrayContent(Encoding.UTF8.GetBytes(text)), "file", name },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/dashboard/reconciliations") { Content = form };
        request.Headers.TryAddWithoutValidation("Origin", Gateway.Origin);
        using var response = await client.SendAsync(request);
        return (response.StatusCode, response.Headers.Location?.OriginalString);
    }

    private static string Value(string html, string field) => Regex.Match(html, $"name=\"{field}\"[^>]*value=\"(?<value>[^\"]*)\"").Groups["value"].Value;

    [GeneratedRegex("href=\"(?<link>[^\"]*format=html)\"")]
    private static partial Regex Report();
}
