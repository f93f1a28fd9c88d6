using System.Net;
using System.Text.RegularExpressions;
using NextModel.Catalog;
using NextModel.Web.Docs;
using NextModel.Web.Localization;
using NextModel.Web.Site;

namespace NextModel.Gateway.Tests.Site;

public sealed partial class PublicSiteTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    private const int MaxPageBytes = 100 * 1024;

    public static TheoryData<string> Paths() => [.. PublicSite.Paths];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_OfASite_IsWholeStrictAndSmall(string path)
    {
        using var response = await GetAsync(path);
        var html = await response.Content.ReadAsStringAsync();
        var locale = Locale.All.First(l => path == l.Prefix || path.StartsWith(l.Prefix + "/", StringComparison.Ordinal));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        response.Content.Headers.ContentType!.ToString().ShouldBe("text/html; charset=utf-8");
        html.ShouldStartWith("<!doctype html>");
        html.ShouldContain($"<html lang=\"{locale.Language}\">");
        System.Text.Encoding.UTF8.GetByteCount(html).ShouldBeLessThan(MaxPageBytes);
        H1().Count(html).ShouldBe(1);
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldNotContain("unsafe");
        Inline().IsMatch(html).ShouldBeFalse("the policy lets no inline script or style run");
        response.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
    }

    [Fact]
    public async Task Landing_ModelsItShows_AreNotOnTheirWayOut()
    {
        var html = await (await GetAsync("/")).Content.ReadAsStringAsync();
        var shown = ShownModel().Matches(html).Select(match => match.Groups[1].Value).Distinct().Select(id => ModelCatalog.BuiltIn.Find(id).ShouldNotBeNull(id)).ToList();

        shown.Count.ShouldBeGreaterThan(4);
        shown.Where(model => model.Status == "deprecated" || model.RetiresOn is not null).Select(model => model.Id).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_OtherLanguages_AreLinkedAndKeepThePage(string path)
    {
        var html = await (await GetAsync(path)).Content.ReadAsStringAsync();
        var locale = Locale.All.First(l => path == l.Prefix || path.StartsWith(l.Prefix + "/", StringComparison.Ordinal));
        var bare = path.Length > locale.Prefix.Length ? path[locale.Prefix.Length..] : "/";

        foreach (var other in Locale.All)
        {
            html.ShouldContain($"href=\"{other.Link(bare)}\" lang=\"{other.Language}\"");
        }
    }

    [Fact]
    public async Task Page_OtherLanguages_KeepWhatWasAsked() =>
        (await (await GetAsync("/ms-MY/models?q=vision&sort=price")).Content.ReadAsStringAsync()).ShouldContain("href=\"/zh/models?q=vision&amp;sort=price\"");

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_ThatIsIndexed_NamesItselfInEveryLanguage(string path)
    {
        var html = await (await GetAsync(path)).Content.ReadAsStringAsync();
        var named = Locale.All.Select(locale => locale.Language).Append("x-default").Where(language => html.Contains($"<link rel=\"alternate\" hreflang=\"{language}\" href=\"http", StringComparison.Ordinal));

        named.Count().ShouldBe(html.Contains("<link rel=\"canonical\"", StringComparison.Ordinal) ? Locale.All.Count + 1 : 0, path);
    }

    // Of the fixture's rates.
    [Theory]
    [InlineData("/models", "USD", "20 Nov 2026")]
    [InlineData("/en-GB/models", "GBP", "20 Nov 2026")]
    [InlineData("/ms-MY/models", "MYR", "20 Nov 2026")]
    [InlineData("/zh/models", "CNY", "2026年11月20日")]
    public async Task Models_OfALanguage_AreInItsCurrency_WithTheDayOfTheRate(string path, string currency, string day)
    {
        var html = WebUtility.HtmlDecode(await (await GetAsync(path)).Content.ReadAsStringAsync());

        html.ShouldContain($"aria-current=\"true\">{currency}</a>");
        html.ShouldContain(day);
    }

    [Fact]
    public async Task Links_OfEveryPage_LeadSomewhere()
    {
        var asked = new Dictionary<string, string>(StringComparer.Ordinal);
        var waiting = new Queue<string>(PublicSite.Paths);
        var broken = new List<string>();
        while (waiting.TryDequeue(out var path))
        {
            if (asked.ContainsKey(path))
            {
                continue;
            }

            using var response = await GetAsync(path);
            var html = response.StatusCode == HttpStatusCode.OK ? await response.Content.ReadAsStringAsync() : "";
            asked[path] = html;
            if (response.StatusCode != HttpStatusCode.OK)
            {
                broken.Add($"{path}: {(int)response.StatusCode}");
                continue;
            }

            foreach (var link in Link().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["link"].Value)))
            {
                var target = link.Split('#')[0];
                if (target.StartsWith('/') && !target.Contains('?', StringComparison.Ordinal) && !target.StartsWith("/assets/", StringComparison.Ordinal))
                {
                    waiting.Enqueue(target);
                }
            }
        }

        broken.ShouldBeEmpty();
        asked.Count.ShouldBeGreaterThan(300);
        foreach (var (path, html) in asked)
        {
            foreach (var link in Link().Matches(html).Select(match => WebUtility.HtmlDecode(match.Groups["link"].Value)).Where(link => link.Contains('#', StringComparison.Ordinal)))
            {
                var parts = link.Split('#');
                var target = parts[0].Length == 0 ? path : parts[0].Split('?')[0];
                if (asked.TryGetValue(target, out var there) && parts[1].Length > 0 && !there.Contains($"id=\"{parts[1]}\"", StringComparison.Ordinal))
                {
                    broken.Add($"{path} → {link}");
                }
            }
        }

        broken.Distinct().ShouldBeEmpty("fragments that are on no page");
    }

    [Fact]
    public async Task Assets_OfAPage_AreThereAndKept()
    {
        var html = await (await GetAsync("/")).Content.ReadAsStringAsync();

        foreach (var asset in Asset().Matches(html).Select(match => match.Groups["path"].Value).Distinct())
        {
            using var response = await site.Client.GetAsync(asset);
            response.StatusCode.ShouldBe(HttpStatusCode.OK, asset);
            response.Headers.CacheControl!.ToString().ShouldContain("immutable");
        }
    }

    [Fact]
    public async Task UnknownPath_Browser_GetsAPage_AndAClientGetsTheEnvelope()
    {
        using var page = await GetAsync("/zh/nichts");
        using var envelope = await site.Client.GetAsync("/zh/nichts");
        using var api = await GetAsync("/v1/nichts");

        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await page.Content.ReadAsStringAsync()).ShouldContain("<html lang=\"zh-CN\">");
        envelope.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        envelope.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        api.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Theory]
    [InlineData("/models?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/models?max=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&region=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/compare?ids=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&in=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/pricing?model=%22%3E%3Cscript%3Ealert(1)%3C/script%3E&n=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/models/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/docs/%22%3E%3Cscript%3Ealert(1)%3C/script%3E")]
    [InlineData("/%22%3E%3Cscript%3Ealert(1)%3C%2Fscript%3E")]
    public async Task WhatAReaderTyped_OnAnyPage_IsShownInert(string path)
    {
        using var response = await GetAsync(path);

        (await response.Content.ReadAsStringAsync()).ShouldNotContain("<script>alert");
    }

    [Theory]
    [InlineData("/compare?in=abc", "in-wrong", "value=\"abc\"")]
    [InlineData("/compare?share=101", "share-wrong", "value=\"101\"")]
    [InlineData("/pricing?n=-1", "n-wrong", "value=\"-1\"")]
    [InlineData("/pricing?model=nothing-like-it", "model-wrong", "value=\"nothing-like-it\"")]
    [InlineData("/models?max=cheap", "max-wrong", "value=\"cheap\"")]
    public async Task Form_WhatIsWrong_IsSaidBesideTheFieldAndKept(string path, string message, string kept)
    {
        var html = await (await GetAsync(path)).Content.ReadAsStringAsync();

        html.ShouldContain($"id=\"{message}\"");
        html.ShouldContain(kept);
    }

    [Fact]
    public async Task Models_Filters_ShowWhatTheySay()
    {
        var all = await (await GetAsync("/models")).Content.ReadAsStringAsync();
        var haiku = await (await GetAsync("/models?q=haiku")).Content.ReadAsStringAsync();
        var none = await (await GetAsync("/models?q=no-model-has-this-name")).Content.ReadAsStringAsync();

        all.ShouldContain("?page=2");
        haiku.ShouldContain("claude-haiku-4-5");
        haiku.ShouldNotContain("gpt-4o-mini");
        none.ShouldContain("Nothing matches");
    }

    [Fact]
    public async Task Documents_EachOfThem_IsAPageWithoutLeftOvers()
    {
        foreach (var slug in DocLibrary.Slugs)
        {
            var html = await (await GetAsync("/docs/" + slug)).Content.ReadAsStringAsync();
            html.Replace("<code>http://127.0.0.1:8080</code>", "", StringComparison.Ordinal).ShouldNotContain("http://127.0.0.1:8080", customMessage: slug);
            html.ShouldNotContain("<!-- snippet", customMessage: slug);
        }
    }

    // Where clients call is the operator's address; where the process listens, and a proxy leads to, is not.
    [Fact]
    public async Task Documents_WhereTheProcessListens_StaysAsItIs()
    {
        (await (await GetAsync("/docs/configuration")).Content.ReadAsStringAsync()).ShouldContain("<code>http://127.0.0.1:8080</code>");
        var hosting = await (await GetAsync("/docs/self-hosting")).Content.ReadAsStringAsync();
        hosting.ShouldContain("<code>http://127.0.0.1:8080</code>");
        hosting.ShouldContain("reverse_proxy 127.0.0.1:8080");
        hosting.ShouldContain("server 127.0.0.1:8080;");
        hosting.ShouldContain("proxy_pass http://nextmodel;");
    }

    [Fact]
    public async Task Document_NotTranslated_SaysSoInTheReadersLanguage()
    {
        (await (await GetAsync("/zh/docs/cli")).Content.ReadAsStringAsync()).ShouldContain(Texts.Of(Locale.Chinese)["docs.english"]);
        (await (await GetAsync("/zh/docs/quickstart")).Content.ReadAsStringAsync()).ShouldNotContain(Texts.Of(Locale.Chinese)["docs.english"]);
    }

    [Fact]
    public void Documents_InTheList_ExistOrAreToCome() =>
        DocGroup.All.SelectMany(group => group.Slugs).GroupBy(slug => slug).Where(same => same.Count() > 1).ShouldBeEmpty("a document stands in one group");

    [Fact]
    public async Task SiteMap_EveryAddress_IsAPage()
    {
        var xml = await site.Client.GetStringAsync("/sitemap.xml");

        xml.ShouldContain("/zh/models</loc>");
        xml.ShouldContain("/docs/quickstart</loc>");
    }

    private async Task<HttpResponseMessage> GetAsync(string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml");
        return await site.Client.SendAsync(request);
    }

    [GeneratedRegex("href=\"/models/([a-z0-9-]+)\"")]
    private static partial Regex ShownModel();

    [GeneratedRegex("<h1[ >]")]
    private static partial Regex H1();

    [GeneratedRegex("<script(?![^>]*\\bsrc=)|\\sstyle=|\\son[a-z]+=|<style", RegexOptions.IgnoreCase)]
    private static partial Regex Inline();

    [GeneratedRegex("href=\"(?<link>[^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("(?:href|src)=\"(?<path>/assets/[^\"]+)\"")]
    private static partial Regex Asset();
}
