using System.Globalization;
using System.Net;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>Windows over the changes of clocks, through the API: the instant it states for the reset is the one at which the budget resets.</summary>
public sealed class BudgetDaylightTests : IAsyncLifetime
{
    private const string Ask = "{\"model\":\"canary\",\"max_tokens\":4,\"messages\":[{\"role\":\"user\",\"content\":\"number NUMBER\"}]}";
    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync() => await _upstream.DisposeAsync();

    // Resets of days, week and month: local midnights by hand, with the offsets of summer and winter.
    [Theory]
    [InlineData("Europe/London", "day", "2026-03-28T12:00:00Z", "2026-03-29T00:00:00Z 2026-03-29T23:00:00Z 2026-03-30T23:00:00Z")]
    [InlineData("Europe/London", "day", "2026-10-24T12:00:00Z", "2026-10-24T23:00:00Z 2026-10-26T00:00:00Z 2026-10-27T00:00:00Z")]
    [InlineData("Europe/London", "week", "2026-03-28T12:00:00Z", "2026-03-29T23:00:00Z 2026-04-05T23:00:00Z")]
    [InlineData("Europe/London", "month", "2026-10-24T12:00:00Z", "2026-11-01T00:00:00Z 2026-12-01T00:00:00Z")]
    [InlineData("America/New_York", "day", "2026-03-07T12:00:00Z", "2026-03-08T05:00:00Z 2026-03-09T04:00:00Z 2026-03-10T04:00:00Z")]
    [InlineData("America/New_York", "day", "2026-10-31T12:00:00Z", "2026-11-01T04:00:00Z 2026-11-02T05:00:00Z 2026-11-03T05:00:00Z")]
    [InlineData("America/New_York", "month", "2026-02-28T12:00:00Z", "2026-03-01T05:00:00Z 2026-04-01T04:00:00Z")]
    [InlineData("Asia/Kuala_Lumpur", "day", "2026-03-28T12:00:00Z", "2026-03-28T16:00:00Z 2026-03-29T16:00:00Z 2026-03-30T16:00:00Z")]
    [InlineData("Asia/Kuala_Lumpur", "day", "2026-10-24T12:00:00Z", "2026-10-24T16:00:00Z 2026-10-25T16:00:00Z")]
    public async Task Budget_OverTheChangeOfClocks_ResetsWhenTheApiSaysAndNotAMillisecondBefore(string zone, string window, string start, string resets)
    {
        var time = new ManualTime(DateTimeOffset.Parse(start, CultureInfo.InvariantCulture));
        await using var gateway = await TestGateway.StartAsync(
            _upstream, new TestGatewayOptions { Models = ["canary"], Price = "{ currency: USD, input: 0, output: 0.60 }", Time = time });
        using var admin = AdminClient.Of(gateway);
        using var made = await admin.PostAsync("/api/admin/v1/budgets", AdminClient.Json(
            $"{{\"scope\":\"organization\",\"limit\":0.0000024,\"window\":\"{window}\",\"time_zone\":\"{zone}\"}}"));
        var id = JsonDocument.Parse(await made.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        var number = 0;

        foreach (var expected in resets.Split(' '))
        {
            var reset = DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture);
            (await ResetAsync()).ShouldBe(reset);
            (await AskAsync()).Status.ShouldBe(HttpStatusCode.OK);
            var refused = await AskAsync();
            refused.Status.ShouldBe(HttpStatusCode.PaymentRequired);
            refused.Body.ShouldContain($"It resets at {expected}");
            time.Advance(reset - time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
            (await AskAsync()).Status.ShouldBe(HttpStatusCode.PaymentRequired);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        (await AskAsync()).Status.ShouldBe(HttpStatusCode.OK);

        async Task<DateTimeOffset> ResetAsync() =>
            JsonDocument.Parse(await admin.GetStringAsync("/api/admin/v1/budgets/" + id)).RootElement.GetProperty("resets_at").GetDateTimeOffset();

        async Task<(HttpStatusCode Status, string Body)> AskAsync()
        {
            using var response = await gateway.ChatAsync(Ask.Replace("NUMBER", $"{number++}", StringComparison.Ordinal));
            return (response.StatusCode, await response.Content.ReadAsStringAsync());
        }
    }
}
