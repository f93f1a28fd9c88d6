using System.Net;
using System.Text.Json;
using Dapper;
using NextModel.Gateway.Tests.Admin;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Webhooks;

/// <summary>Thresholds of budgets, told to a real receiver: once for each window and threshold, whatever dies in between.</summary>
public sealed class BudgetWebhookTests : IAsyncLifetime
{
    // Input is free: a canary costs 2,400 nanos, a quarter of the budget and a little less.
    private const string OutputOnly = "{ currency: USD, input: 0, output: 0.60 }";
    private const string Allowed = "webhooks:\n  allow:\n    - { network: 127.0.0.0/8 }\n";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero));
    private FakeUpstream _upstream = null!;
    private WebhookReceiver _receiver = null!;
    private TestGateway _gateway = null!;
    private HttpClient _admin = null!;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _receiver = await WebhookReceiver.StartAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _receiver.DisposeAsync();
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Thresholds_ReachedOneAfterTheOther_AreToldOnceEachSignedAndAgainInTheNextWindow()
    {
        var made = await MakeAsync();
        var budget = await BudgetAsync("[20, 50, 90]");

        await AskAsync();
        var first = await _receiver.NextAsync();
        await AskAsync();
        await AskAsync();
        var second = await _receiver.NextAsync();
        await AskAsync();
        var third = await _receiver.NextAsync();

        (first.Percent, second.Percent, third.Percent).ShouldBe((20, 50, 90));
        foreach (var got in new[] { first, second, third })
        {
            WebhookReceiver.Verify(made.GetProperty("secret").GetString()!, got.Id, got.Timestamp, got.Body, got.Signature, _time.GetUtcNow()).ShouldBeTrue();
            got.Json.GetProperty("id").GetString().ShouldBe(got.Id);
            got.Json.GetProperty("type").GetString().ShouldBe("budget.threshold_reached");
        }

        var data = second.Json.GetProperty("data");
        (data.GetProperty("used").GetString(), data.GetProperty("limit").GetString()).ShouldBe(("0.000007200", "0.000010000"));
        data.GetProperty("resets_at").GetString().ShouldBe("2026-03-29T00:00:00+00:00");
        data.GetProperty("budget").GetProperty("id").GetString().ShouldBe(budget);
        await UntilAsync(made, (List<JsonElement> d) => d.Count == 3 && d.TrueForAll(IsDelivered));
        _time.Advance(TimeSpan.FromDays(1));
        await AskAsync();
        var next = await _receiver.NextAsync();
        next.Percent.ShouldBe(20);
        next.Id.ShouldNotBe(first.Id);
        await UntilAsync(made, (List<JsonElement> d) => d.Count == 4 && d.TrueForAll(IsDelivered));
        _receiver.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Receiver_DownThenUp_GetsTheSameEventWithTheSameBodyAfterTheWait()
    {
        var made = await MakeAsync();
        await BudgetAsync("[20]");
        _receiver.Answers.Enqueue(503);
        _receiver.Answers.Enqueue(307);

        await AskAsync();
        var first = await _receiver.NextAsync();
        await UntilAsync(made, d => d.GetProperty("attempts").GetInt32() == 1);
        _time.Advance(TimeSpan.FromSeconds(5));
        var second = await _receiver.NextAsync(_gateway.Installation.Dispatcher.Wake);
        await UntilAsync(made, d => d.GetProperty("attempts").GetInt32() == 2);
        _time.Advance(TimeSpan.FromSeconds(30));
        var third = await _receiver.NextAsync(_gateway.Installation.Dispatcher.Wake);

        (second.Id, third.Id).ShouldBe((first.Id, first.Id));
        (second.Body, third.Body).ShouldBe((first.Body, first.Body));
        long.Parse(second.Timestamp, System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThanOrEqualTo(long.Parse(first.Timestamp, System.Globalization.CultureInfo.InvariantCulture) + 5);
        new[] { first, second, third }.ShouldAllBe(got => got.Path == "/hook", "a redirect was followed");
        var delivery = await DeliveredAsync(made);
        delivery.GetProperty("attempts").GetInt32().ShouldBe(3);
        delivery.GetProperty("last_status").GetInt32().ShouldBe(204);
    }

    [Fact]
    public async Task Restart_BetweenCrossingAndDelivery_DeliversTheSameEventOnce()
    {
        var made = await MakeAsync();
        await BudgetAsync("[20]");
        _receiver.Answers.Enqueue(500);
        await AskAsync();
        var first = await _receiver.NextAsync();
        await UntilAsync(made, d => d.GetProperty("attempts").GetInt32() == 1);
        await StopAsync();

        _time.Advance(TimeSpan.FromMinutes(1));
        await StartAsync();

        var second = await _receiver.NextAsync();
        (second.Id, second.Body).ShouldBe((first.Id, first.Body));
        (await DeliveredAsync(made)).GetProperty("attempts").GetInt32().ShouldBe(2);
        _receiver.Waiting.ShouldBe(0);
    }

    // Died after the commit of the receipt and before the crossing was noted, and woke up days later.
    [Fact]
    public async Task Restart_BeforeTheCrossingWasNoted_NotesTheEventThatWouldHaveBeen()
    {
        var made = await MakeAsync();
        await BudgetAsync("[20, 50]");
        await AskAsync();
        var first = await _receiver.NextAsync();
        await DeliveredAsync(made);
        Execute("DELETE FROM webhook_deliveries; DELETE FROM webhook_events");
        await StopAsync();

        _time.Advance(TimeSpan.FromDays(3));
        await StartAsync();

        var again = await _receiver.NextAsync();
        await DeliveredAsync(made);
        (again.Id, again.Percent).ShouldBe((first.Id, 20));
        again.Json.GetProperty("data").GetProperty("resets_at").GetString().ShouldBe("2026-03-29T00:00:00+00:00");
        await StopAsync();
        await StartAsync();
        await AskAsync();
        (await _receiver.NextAsync()).Id.ShouldNotBe(first.Id);
        _receiver.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Thresholds_SetAfterAWindowEnded_TellOfThePresentWindowOnly()
    {
        var made = await MakeAsync();
        var budget = await BudgetAsync("[]");
        await AskAsync();
        _time.Advance(TimeSpan.FromDays(1));
        await AskAsync();

        await ChangeAsync(budget, "{\"thresholds\":[20]}");

        (await _receiver.NextAsync()).Json.GetProperty("data").GetProperty("window_started_at").GetString().ShouldBe("2026-03-29T00:00:00+00:00");
        await DeliveredAsync(made);
        await StopAsync();
        await StartAsync();
        await AskAsync();
        _receiver.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Limit_SetBelowWhatIsSpent_TellsAtOnce()
    {
        await MakeAsync();
        var budget = await BudgetAsync("[80]");
        await AskAsync();

        await ChangeAsync(budget, "{\"limit\":0.0000024}");

        (await _receiver.NextAsync()).Percent.ShouldBe(80);
    }

    [Fact]
    public async Task Delivery_ToAnAddressThatIsNotAllowed_IsNotMade()
    {
        await StopAsync();
        await StartAsync("");
        (await PostAsync("webhooks", $"{{\"name\":\"x\",\"url\":\"{_receiver.Url}\"}}")).Param.ShouldBe("url");
        var made = await MakeAsync(new UriBuilder(_receiver.Url) { Host = "localhost" }.Uri);
        await BudgetAsync("[20]");

        await AskAsync();

        var delivery = await UntilAsync(made, d => d.GetProperty("attempts").GetInt32() == 1);
        delivery.GetProperty("state").GetString().ShouldBe("pending");
        delivery.GetProperty("last_error").GetString()!.ShouldContain("is not a public address");
        _receiver.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Create_UrlOfTheGatewayItself_IsRefusedWhateverIsAllowed() =>
        (await PostAsync("webhooks", $"{{\"name\":\"x\",\"url\":\"{_gateway.Origin}/api/admin/v1/export\"}}")).Message.ShouldContain("where this gateway listens");

    [Fact]
    public async Task Secret_OfAWebhook_IsShownOnceAndNeverAgain()
    {
        var made = await MakeAsync();
        var secret = made.GetProperty("secret").GetString()!;
        var path = "/api/admin/v1/webhooks/" + made.GetProperty("id").GetString();

        var shown = await _admin.GetStringAsync(path) + await _admin.GetStringAsync("/api/admin/v1/webhooks") + await _admin.GetStringAsync("/api/admin/v1/audit/export");

        shown.ShouldNotContain(secret["whsec_".Length..]);
        shown.ShouldContain($"\"secret_last_four\":\"{secret[^4..]}\"");
        var chosen = "whsec_" + Convert.ToBase64String(new byte[32]);
        using var changed = await _admin.PatchAsync(path, AdminClient.Json($"{{\"secret\":\"{chosen}\"}}"));
        (await changed.Content.ReadAsStringAsync()).ShouldNotContain(chosen["whsec_".Length..]);
        await BudgetAsync("[20]");
        await AskAsync();
        var got = await _receiver.NextAsync();
        WebhookReceiver.Verify(chosen, got.Id, got.Timestamp, got.Body, got.Signature, _time.GetUtcNow()).ShouldBeTrue();
        WebhookReceiver.Verify(secret, got.Id, got.Timestamp, got.Body, got.Signature, _time.GetUtcNow()).ShouldBeFalse("signed with the secret before");
        WebhookReceiver.Verify(chosen, got.Id, got.Timestamp, got.Body.Replace("20", "21", StringComparison.Ordinal), got.Signature, _time.GetUtcNow()).ShouldBeFalse("forged body");
        WebhookReceiver.Verify(chosen, "evt_other", got.Timestamp, got.Body, got.Signature, _time.GetUtcNow()).ShouldBeFalse("forged id");
        WebhookReceiver.Verify(chosen, got.Id, got.Timestamp, got.Body, got.Signature, _time.GetUtcNow().AddMinutes(6)).ShouldBeFalse("replayed later");
    }

    [Theory]
    [InlineData("{\"name\":\"x\"}", "url")]
    [InlineData("{\"name\":\"x\",\"url\":\"ftp://example.com\"}", "url")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://user:word@example.com\"}", "url")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://169.254.169.254/latest\"}", "url")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://0x0a000001/\"}", "url")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://[::ffff:10.0.0.1]/\"}", "url")]
    [InlineData("{\"name\":\"x\",\"url\":\"http://93.184.215.14/\"}", "url")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://93.184.215.14:22/\"}", "url")]
    [InlineData("{\"name\":\"\",\"url\":\"https://example.com\"}", "name")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://example.com\",\"secret\":\"short\"}", "secret")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://example.com\",\"secret\":\"whsec_c2hvcnQ=\"}", "secret")]
    [InlineData("{\"name\":\"x\",\"url\":\"https://example.com\",\"colour\":\"red\"}", "colour")]
    public async Task Create_BadWebhook_IsRefusedByName(string body, string param)
    {
        var refused = await PostAsync("webhooks", body);

        (refused.Status, refused.Param).ShouldBe((400, param), refused.Body);
    }

    [Theory]
    [InlineData("[0]")]
    [InlineData("[1001]")]
    [InlineData("[50, 50]")]
    [InlineData("[1,2,3,4,5,6,7,8,9,10,11]")]
    public async Task Create_BadThresholds_AreRefusedByName(string thresholds) => (await PostAsync(
        "budgets", $"{{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\",\"thresholds\":{thresholds}}}")).Param.ShouldBe("thresholds");

    private async Task StartAsync(string configuration = Allowed)
    {
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions
        {
            Models = ["canary"],
            Price = OutputOnly,
            Time = _time,
            Directory = _directory,
            MoreConfiguration = configuration,
        });
        _admin = AdminClient.Of(_gateway);
    }

    private async Task StopAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
    }

    private async Task<JsonElement> MakeAsync(Uri? url = null)
    {
        var made = await PostAsync("webhooks", $"{{\"name\":\"finance\",\"url\":\"{url ?? _receiver.Url}\"}}");
        made.Status.ShouldBe(201, made.Body);
        return made.Json;
    }

    private async Task<string> BudgetAsync(string thresholds)
    {
        var made = await PostAsync("budgets", $"{{\"scope\":\"project\",\"scope_id\":\"default\",\"limit\":0.00001,\"window\":\"day\",\"thresholds\":{thresholds}}}");
        made.Status.ShouldBe(201, made.Body);
        return made.Id;
    }

    private async Task ChangeAsync(string budget, string body)
    {
        using var response = await _admin.PatchAsync("/api/admin/v1/budgets/" + budget, AdminClient.Json(body));
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private async Task<AdminReply> PostAsync(string path, string body)
    {
        using var response = await _admin.PostAsync("/api/admin/v1/" + path, AdminClient.Json(body));
        return await AdminReply.ReadAsync(response);
    }

    private async Task AskAsync()
    {
        using var response = await _gateway.ChatAsync(
            $"{{\"model\":\"canary\",\"max_tokens\":4,\"messages\":[{{\"role\":\"user\",\"content\":\"number {_asked++}\"}}]}}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    private async Task<List<JsonElement>> DeliveriesAsync(JsonElement webhook)
    {
        var json = await _admin.GetStringAsync($"/api/admin/v1/webhooks/{webhook.GetProperty("id").GetString()}/deliveries");
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("data").EnumerateArray()];
    }

    private static bool IsDelivered(JsonElement delivery) => delivery.GetProperty("state").GetString() == "delivered";

    private Task<JsonElement> DeliveredAsync(JsonElement webhook) => UntilAsync(webhook, IsDelivered);

    private async Task<JsonElement> UntilAsync(JsonElement webhook, Func<JsonElement, bool> condition) =>
        (await UntilAsync(webhook, (List<JsonElement> all) => all.Count == 1 && condition(all[0])))[0];

    // The receiver has its answer a moment before the gateway has written that down. Before that the clock must not be moved: the attempt has a limit.
    private async Task<List<JsonElement>> UntilAsync(JsonElement webhook, Func<List<JsonElement>, bool> condition)
    {
        for (var tries = 0; ; tries++)
        {
            var found = await DeliveriesAsync(webhook);
            if (condition(found))
            {
                return found;
            }

            tries.ShouldBeLessThan(2000, "it never came to be so");
            await Task.Yield();
        }
    }

    private void Execute(string sql)
    {
        var database = (NextModel.Storage.Sqlite.SqliteDatabase)_gateway.Installation.Stores.Database;
        lock (database.Gate)
        {
            database.Writer.Execute(sql);
        }
    }
}
