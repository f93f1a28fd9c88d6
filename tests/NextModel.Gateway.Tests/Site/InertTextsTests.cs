using System.Net;

namespace NextModel.Gateway.Tests.Site;

/// <summary>What models write does nothing on a page.</summary>
public sealed class InertTextsTests : OperatorSite
{
    public static TheoryData<string, string> Answers => new()
    {
        { "<script>alert(1)</script>", "<script>alert(1)</script>" },
        { "</blockquote><img src=x onerror=alert(1)>", "</blockquote><img src=x onerror=alert(1)>" },
        { "</template><svg onload=alert(1)>", "</template><svg onload=alert(1)>" },
        { "pay \u202Egnp.exe", "pay ⟨U+202E⟩gnp.exe" },
        { "\u2067a\u2069 \u0007 \u009b31m", "⟨U+2067⟩a⟨U+2069⟩ ⟨U+0007⟩ ⟨U+009B⟩31m" },
        { "=HYPERLINK(\"http://evil.example\")", "=HYPERLINK(\"http://evil.example\")" },
        { "two\nlines\tand \U0001F468\u200D\U0001F469", "two\nlines\tand \U0001F468\u200D\U0001F469" },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_OfAModel_IsShownAsText(string answer, string shown)
    {
        var payer = Gateway.Installation.Directory.Callers.Single(caller => caller.Project.Name == "default");
        using var response = await Browser.PostAsync("/dashboard/playground", [("do", "send"), ("key", payer.Key.Id), ("model", "sandbox-echo"), ("model", "canary"), ("user", answer), ("max_tokens", "300")]);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var html = await response.Content.ReadAsStringAsync();
        var quotes = html.Split("<blockquote").Skip(1).Select(quote => quote[(quote.IndexOf('>', StringComparison.Ordinal) + 1)..quote.IndexOf("</blockquote>", StringComparison.Ordinal)]).ToList();
        quotes.ShouldAllBe(quote => !quote.Contains('<'));
        quotes.ShouldContain(quote => WebUtility.HtmlDecode(quote).Contains(shown));
    }
}
