using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Pricing;

/// <summary>Prices that an operator sets while the server runs: receipts name the one that counted when the request began.</summary>
public sealed class SetPriceTests : IAsyncLifetime
{
    private const string Prices = "/api/admin/v1/prices";
    private const string Configured = "config:0.15/0.075/0.60";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;
    private HttpClient _admin = null!;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Set_FromAMomentOn_ReceiptsBeforeAndAfterNameTheRightVersion()
    {
        var from = _time.GetUtcNow().AddHours(2);
        var set = await SetAsync($"{{\"model\":\"echo\",\"source\":\"fake\",\"effective_from\":\"{from:O}\",\"price\":{{\"currency\":\"USD\",\"input\":2,\"output\":4}}}}");
        set.GetProperty("state").GetString().ShouldBe("scheduled");

        (await VersionAsync()).ShouldBe(Configured);
        _time.Advance(from - _time.GetUtcNow() - TimeSpan.FromMilliseconds(1));
        (await VersionAsync()).ShouldBe(Configured);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        (await VersionAsync()).ShouldBe("admin:fake/echo:1");
        var receipt = await ReceiptAsync();
        receipt.GetProperty("billing").GetProperty("price").GetProperty("input").GetString().ShouldBe("2");
    }

    [Fact]
    public async Task Set_WithoutAMoment_CountsFromTheNextSecondButOne()
    {
        var set = await SetAsync("""{"model":"echo","source":"fake","price":{"currency":"USD","input":2,"output":4}}""");
        var from = set.GetProperty("effective_from").GetDateTimeOffset();
        (from - _time.GetUtcNow()).ShouldBe(TimeSpan.FromSeconds(1));
        (await VersionAsync()).ShouldBe(Configured);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await VersionAsync()).ShouldBe("admin:fake/echo:1");
    }

    [Fact]
    public async Task Set_Replay_IsChargedAtThePriceOfItsOwnMoment()
    {
        var fresh = await ReceiptAsync("Same");
        await SetAsync("""{"model":"echo","source":"fake","price":{"currency":"USD","input":20,"output":40}}""");
        _time.Advance(TimeSpan.FromSeconds(2));

        var replay = await ReceiptAsync("Same");

        replay.GetProperty("serve_mode").GetString().ShouldBe("exact_cache");
        fresh.GetProperty("billing").GetProperty("price").GetProperty("version").GetString().ShouldBe(Configured);
        replay.GetProperty("billing").GetProperty("price").GetProperty("version").GetString().ShouldBe("admin:fake/echo:1");
    }

    [Fact]
    public async Task Set_BackToWhatIsConfigured_CountsAgain()
    {
        await SetAsync("""{"model":"echo","source":"fake","price":{"currency":"USD","input":2,"output":4}}""");
        _time.Advance(TimeSpan.FromSeconds(2));
        await SetAsync("""{"model":"echo","source":"fake","price":null}""");
        (await VersionAsync()).ShouldBe("admin:fake/echo:1");
        _time.Advance(TimeSpan.FromSeconds(2));
        (await VersionAsync()).ShouldBe(Configured);
        (await StatesAsync()).ShouldBe(["replaced", "in_force"]);
    }

    [Fact]
    public async Task Restart_KeepsWhatWasSetAndWhatIsScheduled()
    {
        await SetAsync("""{"model":"echo","source":"fake","price":{"currency":"USD","input":2,"output":4}}""");
        var later = _time.GetUtcNow().AddDays(1);
        await SetAsync($"{{\"model\":\"echo\",\"source\":\"fake\",\"effective_from\":\"{later:O}\",\"price\":{{\"currency\":\"USD\",\"input\":3,\"output\":4}}}}");
        _time.Advance(TimeSpan.FromSeconds(2));
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await OpenAsync();

        (await VersionAsync()).ShouldBe("admin:fake/echo:1");
        _time.Advance(TimeSpan.FromDays(1));
        (await VersionAsync()).ShouldBe("admin:fake/echo:2");
    }

    [Fact]
    public async Task Catalog_WhenAPriceHasComeIntoForce_ShowsIt()
    {
        await SetAsync("""{"model":"echo","source":"fake","price":{"currency":"USD","input":2,"output":4}}""");
        _time.Advance(TimeSpan.FromMinutes(2));
        _gateway.Installation.Configuration.Refresh();

        var model = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/api/catalog/echo")).RootElement;
        model.GetProperty("offers")[0].GetProperty("price").GetProperty("input").GetDecimal().ShouldBe(2m);
        model.GetProperty("offers")[0].GetProperty("price").GetProperty("version").GetString().ShouldBe("admin:fake/echo:1");
    }

    [Fact]
    public async Task Withdraw_BeforeItCounts_LeavesWhatWasAndAfterwardsIsRefused()
    {
        var from = _time.GetUtcNow().AddHours(1);
        var body = $"{{\"model\":\"echo\",\"source\":\"fake\",\"effective_from\":\"{from:O}\",\"price\":{{\"currency\":\"USD\",\"input\":2,\"output\":4}}}}";
        var first = await SetAsync(body);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        var second = await SetAsync(body);
        using (var withdrawn = await _admin.DeleteAsync(Prices + "/" + second.GetProperty("id").GetString()))
        {
            withdrawn.StatusCode.ShouldBe(HttpStatusCode.OK);
            withdrawn.Headers.ETag!.Tag.ShouldBe("\"2\"");
        }

        _time.Advance(TimeSpan.FromHours(2));
        (await VersionAsync()).ShouldBe("admin:fake/echo:1");
        (await StatesAsync()).ShouldBe(["in_force", "withdrawn"]);
        using var refused = await _admin.DeleteAsync(Prices + "/" + first.GetProperty("id").GetString());
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Withdraw_OfAnotherRevision_IsRefused()
    {
        var set = await SetAsync("""{"model":"echo","source":"fake","effective_from":"2026-02-01T00:00:00Z","price":{"currency":"USD","input":2,"output":4}}""");
        using var request = new HttpRequestMessage(HttpMethod.Delete, Prices + "/" + set.GetProperty("id").GetString());
        request.Headers.TryAddWithoutValidation("If-Match", "\"7\"");
        _admin.DefaultRequestHeaders.IfMatch.Clear();
        using var refused = await _admin.SendAsync(request);
        refused.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Theory]
    [InlineData("""{"model":"nobody","source":"fake","price":{"currency":"USD","input":2}}""", "model")]
    [InlineData("""{"model":"echo","source":"nobody","price":{"currency":"USD","input":2}}""", "source")]
    [InlineData("""{"model":"echo","source":"fake","effective_from":"2025-12-31T00:00:00Z","price":{"currency":"USD","input":2}}""", "effective_from")]
    [InlineData("""{"model":"echo","source":"fake","price":{"currency":"USD","input":-2}}""", "price")]
    [InlineData("""{"model":"echo","source":"fake","price":{"currency":"USD"}}""", "price")]
    [InlineData("""{"model":"echo","source":"fake","price":{"currency":"XAU","input":2}}""", "price")]
    [InlineData("""{"model":"echo","source":"fake","price":{"currency":"USD","input":2,"inptu":3}}""", "price")]
    [InlineData("""{"model":"echo","source":"fake","price":"cheap"}""", "price")]
    public async Task Set_Wrong_IsRefusedAndChangesNothing(string body, string param)
    {
        using var response = await _admin.PostAsync(Prices, AdminClient.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        JsonDocument.Parse(text).RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(param, text);
        _time.Advance(TimeSpan.FromSeconds(5));
        (await VersionAsync()).ShouldBe(Configured);
        (await StatesAsync()).ShouldBeEmpty();
    }

    private async Task OpenAsync()
    {
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["echo"], Directory = _directory, Time = _time });
        _admin = AdminClient.Of(_gateway);
    }

    private async Task<JsonElement> SetAsync(string body)
    {
        using var response = await _admin.PostAsync(Prices, AdminClient.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<IEnumerable<string?>> StatesAsync() =>
        JsonDocument.Parse(await _admin.GetStringAsync(Prices + "?model=echo")).RootElement.GetProperty("data").EnumerateArray()
            .Select(price => price.GetProperty("state").GetString()).ToList();

    private async Task<string?> VersionAsync() =>
        (await ReceiptAsync()).GetProperty("billing").GetProperty("price").GetProperty("version").GetString();

    private async Task<JsonElement> ReceiptAsync(string? text = null)
    {
        using var answer = await _gateway.ChatAsync($"{{\"model\":\"echo\",\"messages\":[{{\"role\":\"user\",\"content\":\"{text ?? $"Number {++_asked}"}\"}}]}}");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        return JsonDocument.Parse(
            await _gateway.Client.GetStringAsync(new Uri(answer.Headers.GetValues("x-nextmodel-receipt-url").Single()).PathAndQuery)).RootElement;
    }
}
