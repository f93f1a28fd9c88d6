using System.Globalization;
using System.Net;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Reporting.Statements;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using NextModel.Web.Localization;
using NextModel.Web.Reports;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary>Monthly statements: exact first, rounded once, in the month of a time zone.</summary>
public sealed class StatementTests : IAsyncLifetime
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 30, 18, 10, 0, TimeSpan.Zero));
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions
        {
            Models = ["canary", "echo"],
            Time = _time,
            Price = "{ currency: USD, input: 500, cached_input: 75, output: 600 }",
        });
        _admin = _gateway.CreateClient(_gateway.Installation.Secrets.AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Statement_OfAMonth_SumsExactlyAndRoundsOnce()
    {
        foreach (var (content, model) in new[] { ("a", "canary"), ("a", "canary"), ("b", "echo"), ("c", "echo") })
        {
            await AskAsync(content, model);
        }

        var statement = await StatementAsync("month=2026-11");
        statement.Final.ShouldBeFalse();
        var section = statement.Currencies.ShouldHaveSingleItem();
        using var json = JsonDocument.Parse(await _gateway.Client.GetByteArrayAsync("/v1/receipts"));
        var exact = json.RootElement.GetProperty("data").EnumerateArray().Sum(r => Money(r.GetProperty("billing").GetProperty("amount").GetString()!));
        Money(section.ExactTotal).ShouldBe(exact);
        Money(section.Total).ShouldBe(decimal.Round(exact, 2, MidpointRounding.ToEven));
        section.Lines.Sum(line => Money(line.ExactAmount)).ShouldBe(exact);
        section.Lines.ShouldAllBe(line => Money(line.Amount) == decimal.Round(Money(line.ExactAmount), 2, MidpointRounding.ToEven));
        (section.Lines.Sum(line => Money(line.Amount)) + Money(section.Remainder)).ShouldBe(Money(section.Total));
        (Money(section.Fresh) + Money(section.Replayed)).ShouldBe(exact);
        Money(section.Saved).ShouldBeGreaterThan(0);
        section.Lines.Select(line => (line.Model, line.ServeMode)).ShouldBe([("canary", "exact_cache"), ("canary", "fresh"), ("echo", "fresh")]);
    }

    [Fact]
    public async Task Statement_InKathmandu_EndsWhereItsMonthDoes()
    {
        await AskAsync("november there too");
        _time.Advance(TimeSpan.FromMinutes(6));
        await AskAsync("december there, november in UTC");
        (await StatementAsync("month=2026-11")).Currencies[0].Lines.Sum(line => line.Requests).ShouldBe(2);
        var there = await StatementAsync("month=2026-11&time_zone=Asia/Kathmandu");
        there.Currencies[0].Lines.Sum(line => line.Requests).ShouldBe(1);
        there.To.ShouldBe(new DateTimeOffset(2026, 12, 1, 0, 0, 0, new TimeSpan(5, 45, 0)));
        _time.Advance(TimeSpan.FromMinutes(2));
        (await StatementAsync("month=2026-11&time_zone=Asia/Kathmandu")).Final.ShouldBeTrue();
    }

    [Fact]
    public async Task Statement_OfCredit_GoesFromOpeningToClosing()
    {
        await PostAsync(new CreditRequest { Kind = "top_up", Amount = 50m, ExternalId = "INV-17" });
        await PostAsync(new CreditRequest { Kind = "promo", Amount = 5m, ExternalId = "P", Reason = "welcome" });
        (await _gateway.Installation.CreditOperations.EnforceAsync(Administrator.CommandLine, "default", null, new CreditSettingRequest(true), default)).TryGet(out _, out _).ShouldBeTrue();
        await AskAsync("a");
        var statement = await StatementAsync("month=2026-11");
        var credit = statement.Credit.ShouldNotBeNull();
        credit.TopUps.ShouldBe("50.000000000");
        credit.Promos.ShouldBe("5.000000000");
        Money(credit.Charges).ShouldBe(-Money(statement.Currencies[0].ExactTotal));
        (Money(credit.Opening) + 55m + Money(credit.Charges)).ShouldBe(Money(credit.Closing));
        _time.Advance(TimeSpan.FromDays(1));
        var next = (await StatementAsync("month=2026-12")).Credit.ShouldNotBeNull();
        next.Opening.ShouldBe(credit.Closing);
        (await StatementAsync("month=2026-11&project=default")).Credit.ShouldBeNull();
    }

    [Fact]
    public async Task Statement_AsAPage_IsSelfContainedAndEscaped()
    {
        await AskAsync("a");
        var html = StatementHtml.Write((await StatementAsync("month=2026-11")) with { OrganizationName = "<script>alert('x')</script> & Co \u202E" }, Locale.English);
        html.ShouldContain("&lt;script&gt;");
        html.ShouldNotContain("<script");
        html.ShouldContain("⟨U+202E⟩");
        html.ShouldContain("default-src 'none'");
        html.ShouldNotContain("http://");
        html.ShouldNotContain("https://");
        html.ShouldContain("Taxes are excluded");
        html.ShouldContain("@media print");
        using var response = await _admin.GetAsync("/api/admin/v1/statements?month=2026-11&format=html");
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        response.Headers.GetValues("content-security-policy").Single().ShouldContain("default-src 'none'");
    }

    [Theory]
    [InlineData("en", "en", "Statement for Nov 2026", "Prepaid credit, USD", "Taxes are excluded")]
    [InlineData("en-GB", "en-GB", "Statement for Nov 2026", "Prepaid credit, USD", "Taxes are excluded")]
    [InlineData("ms-MY", "ms-MY", "Penyata bagi Nov 2026", "Kredit prabayar, USD", "Cukai tidak termasuk")]
    [InlineData("zh", "zh-CN", "2026年11月账单", "预付余额，USD", "不含税")]
    public async Task Statement_AsAPage_IsInTheLanguageAskedFor(string language, string lang, params string[] said)
    {
        await PostAsync(new CreditRequest { Kind = "top_up", Amount = 1250m, ExternalId = "INV-17" });
        await AskAsync("a");
        var html = WebUtility.HtmlDecode(await _admin.GetStringAsync($"/api/admin/v1/statements?month=2026-11&format=html&language={language}"));

        html.ShouldContain($"<html lang=\"{lang}\">");
        said.ShouldAllBe(one => html.Contains(one));
        html.ShouldContain("1,250.000000000");
        html.ShouldNotContain("top_ups");
    }

    [Theory]
    [InlineData("en", "no model answered")]
    [InlineData("en-GB", "no model answered")]
    [InlineData("ms-MY", "tiada model menjawab")]
    [InlineData("zh", "没有模型应答")]
    public async Task Statement_AsAPage_SaysInWordsThatNoModelAnswered(string language, string said)
    {
        await AskAsync("a");
        var statement = await StatementAsync("month=2026-11");
        var section = statement.Currencies[0];
        var none = statement with { Currencies = [section with { Lines = [section.Lines[0] with { Model = "" }] }] };

        var html = WebUtility.HtmlDecode(StatementHtml.Write(none, Locale.All.Single(one => one.Id == language)));

        html.ShouldContain($"scope=\"row\">{said}</th>");
        html.ShouldNotContain("scope=\"row\"></th>");
    }

    [Fact]
    public async Task Statement_AsCsv_HasLinesRemainderAndTotal()
    {
        await AskAsync("a");
        var table = new CsvTable(await _admin.GetByteArrayAsync("/api/admin/v1/statements?month=2026-11&format=csv"));
        table.Column("kind").ShouldBe(["usage", "remainder", "total"]);
        table[2, "amount"].ShouldBe((await StatementAsync("month=2026-11")).Currencies[0].Total);
        table.Column("time_zone").ShouldAllBe(zone => zone == "UTC");
    }

    [Theory]
    [InlineData("month=November", "month")]
    [InlineData("month=2026-13", "month")]
    [InlineData("month=2026-11&time_zone=Mars", "time_zone")]
    [InlineData("month=2026-11&format=pdf", "format")]
    [InlineData("month=2026-11&format=html&language=fr", "language")]
    [InlineData("month=2026-11&currency=EUR", "currency")]
    public async Task Statement_BadParameter_IsRefusedByName(string query, string parameter)
    {
        using var response = await _admin.GetAsync($"/api/admin/v1/statements?{query}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        json.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(parameter);
    }

    private static decimal Money(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private async Task<Statement> StatementAsync(string query)
    {
        using var response = await _admin.GetAsync($"/api/admin/v1/statements?{query}");
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonSerializer.Deserialize(body, Gateway.Reporting.ReportingJsonContext.Default.Statement)!;
    }

    private async Task PostAsync(CreditRequest request) =>
        (await _gateway.Installation.CreditOperations.PostAsync(Administrator.CommandLine, "default", request, default)).TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);

    private async Task AskAsync(string content, string model = "canary")
    {
        using var response = await _gateway.ChatAsync($"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}");
        await response.Content.ReadAsByteArrayAsync();
        response.Headers.Contains("x-nextmodel-receipt-url").ShouldBeTrue();
    }
}
