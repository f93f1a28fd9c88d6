using System.Globalization;
using System.Net;
using System.Text.Json;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Reporting;

/// <summary><c>GET /v1/usage</c> and <c>GET /api/admin/v1/usage</c> over real requests.</summary>
public sealed class UsageEndpointTests : IAsyncLifetime
{
    private ReportedGateway _reported = null!;

    private TestGateway Gateway => _reported.Gateway;

    public async ValueTask InitializeAsync() => _reported = await ReportedGateway.StartAsync(new TimeOnly(18, 10));

    public ValueTask DisposeAsync() => _reported.DisposeAsync();

    [Fact]
    public async Task Sum_OfEveryGrouping_IsTheSumOfTheReceipts()
    {
        await AskSomeAsync();
        var receipts = await _reported.ReceiptsAsync();
        foreach (var by in (string[])["", "project", "team", "key", "environment", "workload", "model", "source", "serve_mode", "outcome", "operation", "usage_source", "project,model,serve_mode"])
        {
            foreach (var interval in (string[])["none", "quarter_hour", "hour", "day", "week", "month"])
            {
                var usage = await UsageAsync($"from=2026-11-01&to=2026-12-01&time_zone=Asia/Kathmandu&interval={interval}{(by.Length > 0 ? "&group_by=" + by : "")}");
                foreach (var rows in (JsonElement[])[usage.GetProperty("data"), usage.GetProperty("totals")])
                {
                    Sum(rows, "requests").ShouldBe(receipts.Count, $"{by} {interval}");
                    Sum(rows, "output_tokens").ShouldBe(receipts.Sum(r => r.GetProperty("usage").GetProperty("output_tokens").GetInt64()));
                    Money(rows, "amount").ShouldBe(receipts.Sum(r => Amount(r, "amount")));
                    Money(rows, "saved").ShouldBe(receipts.Sum(r => Amount(r, "list_amount") - Amount(r, "amount")));
                }
            }
        }
    }

    [Fact]
    public async Task Sum_ByDayInKathmandu_CutsDaysWhereItsClocksDo()
    {
        await _reported.AskAsync("before midnight there");
        _reported.Time.Advance(TimeSpan.FromMinutes(6));
        await _reported.AskAsync("after it");
        var days = (await UsageAsync("from=2026-11-21&to=2026-11-23&time_zone=Asia/Kathmandu&interval=day")).GetProperty("data");
        days.EnumerateArray().Select(day => day.GetProperty("start").GetString()).ShouldBe(["2026-11-21T00:00:00+05:45", "2026-11-22T00:00:00+05:45"]);
        days.EnumerateArray().Select(day => day.GetProperty("requests").GetInt64()).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task Sum_PageByPage_GivesEachGroupOnce()
    {
        await AskSomeAsync();
        var whole = await UsageAsync("group_by=model,serve_mode,outcome");
        var pages = new List<string>();
        for (var cursor = (string?)""; cursor is not null;)
        {
            var page = await UsageAsync("group_by=model,serve_mode,outcome&limit=1" + (cursor.Length > 0 ? "&cursor=" + cursor : ""));
            pages.Add(page.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetRawText());
            cursor = page.TryGetProperty("next_cursor", out var next) ? next.GetString() : null;
            page.GetProperty("has_more").GetBoolean().ShouldBe(cursor is not null);
        }

        pages.ShouldBe(whole.GetProperty("data").EnumerateArray().Select(row => row.GetRawText()));
        pages.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Sum_OfSimulatedAnswers_CountsOnlyWhenAskedFor()
    {
        await _reported.AskAsync("a", "sandbox-echo");
        (await UsageAsync("")).GetProperty("data").GetArrayLength().ShouldBe(0);
        (await UsageAsync("sandbox=include")).GetProperty("data")[0].GetProperty("requests").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task Sum_OfOtherProjectsAndOrganizations_IsNotSeen()
    {
        await _reported.AskAsync("a");
        using var neighbour = Gateway.CreateClient(await Gateway.CreateKeyAsync("other"));
        using var stranger = Gateway.CreateClient(await Gateway.CreateKeyAsync("default", "elsewhere"));
        var mine = Gateway.Installation.Directory.FindOrganizationByName("default")!;
        foreach (var client in (HttpClient[])[neighbour, stranger])
        {
            (await UsageAsync("", client)).GetProperty("data").GetArrayLength().ShouldBe(0);
        }

        using var admin = Gateway.CreateClient(Gateway.Installation.Secrets.AdminKey);
        (await UsageAsync("organization=elsewhere", admin, "/api/admin/v1/usage")).GetProperty("data").GetArrayLength().ShouldBe(0);
        var seen = await UsageAsync("organization=default&group_by=project&project=default", admin, "/api/admin/v1/usage");
        seen.GetProperty("organization").GetString().ShouldBe(mine.Id);
        seen.GetProperty("data").EnumerateArray().ShouldHaveSingleItem().GetProperty("requests").GetInt64().ShouldBe(1);
    }

    [Theory]
    [InlineData("from=2026-11-21T00:07:00Z", "from")]
    [InlineData("to=yesterday", "to")]
    [InlineData("from=2026-11-22&to=2026-11-21", "from")]
    [InlineData("time_zone=Mars/Olympus", "time_zone")]
    [InlineData("interval=fortnight", "interval")]
    [InlineData("interval=quarter_hour&from=2026-01-01", "interval")]
    [InlineData("group_by=colour", "group_by")]
    [InlineData("group_by=model,model", "group_by")]
    [InlineData("sandbox=maybe", "sandbox")]
    [InlineData("serve_mode=stale", "serve_mode")]
    [InlineData("limit=1001", "limit")]
    [InlineData("cursor=elsewhere", "cursor")]
    [InlineData("prompt=hello", "prompt")]
    public async Task Sum_BadParameter_IsRefusedByName(string query, string parameter)
    {
        using var response = await _reported.Client.GetAsync($"/v1/usage?{query}");
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
        json.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(parameter);
    }

    private static long Sum(JsonElement rows, string member) => rows.EnumerateArray().Sum(row => row.GetProperty(member).GetInt64());

    private static decimal Money(JsonElement rows, string member) =>
        rows.EnumerateArray().Sum(row => decimal.Parse(row.GetProperty(member).GetString()!, CultureInfo.InvariantCulture));

    private static decimal Amount(JsonElement receipt, string member) =>
        decimal.Parse(receipt.GetProperty("billing").GetProperty(member).GetString()!, CultureInfo.InvariantCulture);

    private async Task AskSomeAsync()
    {
        await _reported.AskAsync("a");
        _reported.Time.Advance(TimeSpan.FromMinutes(50));
        await _reported.AskAsync("a");
        await _reported.AskAsync("b");
        _reported.Time.Advance(TimeSpan.FromHours(3));
        await _reported.AskAsync("c", "err-404-model");
    }

    private async Task<JsonElement> UsageAsync(string query, HttpClient? client = null, string path = "/v1/usage")
    {
        using var response = await (client ?? _reported.Client).GetAsync($"{path}?{query}");
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        using var json = JsonDocument.Parse(body);
        return json.RootElement.Clone();
    }
}
