using System.Net;
using System.Text.RegularExpressions;

namespace NextModel.Gateway.Tests.Site;

/// <summary>Errors and latency over time: real calls only, whose failures add up and whose times were measured.</summary>
public sealed partial class PerformancePageTests : OperatorSite
{
    [Fact]
    public async Task Page_WithoutACall_SaysWhatWillAppear()
    {
        var (status, html) = await Browser.GetAsync("/dashboard/performance");

        status.ShouldBe(HttpStatusCode.OK);
        html.ShouldContain("No call to a source");
        html.ShouldNotContain("data-plot");
    }

    [Fact]
    public async Task Page_OfCallsAndReplays_CountsTheCalls_AndMeasuresThirtyAtLeast()
    {
        await AskAsync("canary", 31);
        await AskAsync("canary", 31);
        await AskAsync("err-404-model", 2);

        var (_, html) = await Browser.GetAsync("/dashboard/performance?period=24h");

        html.ShouldContain("<strong>2</strong> of <strong>33</strong> real calls failed");
        html.ShouldContain("95 of 100 took at most");
        Cells(Foot().Match(html).Groups["cells"].Value)[..4].ShouldBe(["33", "2", "6.06%", "31"]);
        var rows = Rows().Matches(html).Select(row => Cells(row.Groups["cells"].Value)).ToList();
        rows.Sum(row => int.Parse(row[0], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(33);
        rows.Count(row => row[4] != "–").ShouldBe(rows.Count(row => int.Parse(row[3], System.Globalization.CultureInfo.InvariantCulture) >= 30));
        html.ShouldContain("&quot;half&quot;");
    }

    [Fact]
    public async Task Page_OfOneSource_ShowsThatAlone_AndOfTooFewNoTimes()
    {
        await AskAsync("canary", 3);

        (await Browser.GetAsync("/dashboard/performance?period=24h&source=fake")).Html.ShouldContain("<strong>0</strong> of <strong>3</strong> real calls failed");
        (await Browser.GetAsync("/dashboard/performance?period=24h")).Html.ShouldContain("No stretch of time has 30 completed calls");
        (await Browser.GetAsync("/dashboard/performance?period=24h&source=elsewhere")).Html.ShouldContain("No call to a source");
    }

    private async Task AskAsync(string model, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await Gateway.ChatAsync($$$"""{"model":"{{{model}}}","messages":[{"role":"user","content":"{{{i}}}"}]}""")).Dispose();
        }
    }

    private static string[] Cells(string row) => [.. Cell().Matches(row).Select(cell => cell.Groups["text"].Value)];

    [GeneratedRegex("<tfoot><tr><th[^>]*>[^<]*</th>(?<cells>.*?)</tr></tfoot>")]
    private static partial Regex Foot();

    [GeneratedRegex("<tr><th scope=\"row\" class=\"nowrap\">[^<]*</th>(?<cells>.*?)</tr>")]
    private static partial Regex Rows();

    [GeneratedRegex("<td class=\"num\">(?<text>[^<]*)</td>")]
    private static partial Regex Cell();
}
