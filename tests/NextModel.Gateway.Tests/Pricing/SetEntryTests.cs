using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Pricing;

/// <summary>Models and sources that an operator sets while the server runs: what is called from when, and what receipts say of it.</summary>
public sealed class SetEntryTests : IAsyncLifetime
{
    private const string Models = "/api/admin/v1/models";
    private const string Sources = "/api/admin/v1/sources";
    private const string Key = "sk-of-a-source-set-4711";

    private readonly TemporaryDirectory _directory = new();
    private readonly ManualTime _time = new();
    private FakeUpstream _upstream = null!;
    private FakeUpstream _other = null!;
    private TestGateway _gateway = null!;
    private HttpClient _admin = null!;
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        (_upstream, _other) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
        await _other.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Model_Added_IsCalledAtOnceAndItsReceiptNamesTheVersion()
    {
        (await AskAsync("mine")).Code.ShouldBe("model_not_found");

        var set = await SetAsync(Models, """{"id":"mine","entry":{"context_window":4096,"offers":[{"source":"fake","upstream_model":"echo","price":{"currency":"USD","input":2,"output":4}}]}}""");

        set.GetProperty("entry_version").GetString().ShouldBe("entry:mine:1");
        set.GetProperty("state").GetString().ShouldBe("in_force");
        var receipt = await ReceiptAsync("mine");
        CatalogOf(receipt).ShouldBe(("entry:mine:1", null));
        receipt.GetProperty("upstream_model").GetString().ShouldBe("echo");
        PriceOf(receipt).ShouldBe("entry:mine:1/1");
        receipt.GetProperty("billing").GetProperty("price").GetProperty("input").GetString().ShouldBe("2");
        (await _gateway.Client.GetStringAsync("/v1/models")).ShouldContain("\"mine\"");
        (await _gateway.Client.GetStringAsync("/api/catalog/mine")).ShouldContain("4096");
        (await ReceiptAsync("echo")).TryGetProperty("catalog", out _).ShouldBeFalse("nothing was set for it");
    }

    [Fact]
    public async Task Model_Overridden_FromAMomentOn_ReceiptsBeforeAndAfterNameTheRightOne()
    {
        var from = _time.GetUtcNow().AddHours(2);
        var set = await SetAsync(Models, $$$"""{"id":"echo","effective_from":"{{{from:O}}}","entry":{"offers":[{"source":"fake","upstream_model":"canary"}]}}""");
        set.GetProperty("state").GetString().ShouldBe("scheduled");

        (await ReceiptAsync("echo")).GetProperty("upstream_model").GetString().ShouldBe("echo");
        _time.Advance(TimeSpan.FromHours(2));
        _gateway.Installation.Configuration.Refresh();
        var after = await ReceiptAsync("echo");

        after.GetProperty("upstream_model").GetString().ShouldBe("canary");
        CatalogOf(after).ShouldBe(("entry:echo:1", null));
    }

    [Fact]
    public async Task Model_BackToWhatIsConfigured_CountsAgainAndAllVersionsAreKept()
    {
        await SetAsync(Models, """{"id":"echo","entry":{"offers":[{"source":"fake","upstream_model":"canary"}]}}""");
        _time.Advance(TimeSpan.FromSeconds(1));
        await SetAsync(Models, """{"id":"echo","entry":null}""");

        var receipt = await ReceiptAsync("echo");

        receipt.GetProperty("upstream_model").GetString().ShouldBe("echo");
        receipt.TryGetProperty("catalog", out _).ShouldBeFalse();
        (await ListAsync(Models)).ShouldBe(["entry:echo:1 replaced", "entry:echo:2 in_force"]);
    }

    [Fact]
    public async Task Source_AddedWithItsKey_IsCalledUnderItAndTheKeyIsNeverShown()
    {
        _other.Play(Behaviours.Canary());
        var set = await SetAsync(Sources, $$$"""{"id":"other","api_key":"{{{Key}}}","entry":{"base_url":"{{{_other.BaseUrl}}}","region":"eu"}}""");
        await SetAsync(Models, """{"id":"mine","entry":{"offers":[{"source":"other","upstream_model":"canary"}]}}""");

        var receipt = await ReceiptAsync("mine");

        CatalogOf(receipt).ShouldBe(("entry:mine:1", "entry:other:1"));
        (receipt.GetProperty("source").GetString(), receipt.GetProperty("region").GetString()).ShouldBe(("other", "eu"));
        _other.Requests.Single().Header("authorization").ShouldBe($"Bearer {Key}");
        set.GetProperty("api_key_last_four").GetString().ShouldBe("4711");
        (await _admin.GetStringAsync(Sources)).ShouldNotContain(Key);
        (await _admin.GetStringAsync("/api/admin/v1/audit")).ShouldNotContain(Key);
        foreach (var file in Directory.EnumerateFiles(_directory.Path, "nextmodel.db*"))
        {
            (await ReadSharedAsync(file)).ShouldNotContain(Key);
        }
    }

    [Fact]
    public async Task Source_OfTheFile_OverriddenByAnotherAddress_IsCalledThere()
    {
        _other.Play(Behaviours.Canary());
        await SetAsync(Sources, $$$"""{"id":"fake","api_key":"none","entry":{"base_url":"{{{_other.BaseUrl}}}"}}""");

        CatalogOf(await ReceiptAsync("echo")).ShouldBe((null, "entry:fake:1"));

        _upstream.Requests.ShouldBeEmpty();
        _other.Requests.Single().Header("authorization").ShouldBeNull();
    }

    [Fact]
    public async Task Restart_KeepsWhatWasSetWithItsKeyAndWhatIsScheduled()
    {
        _other.Play(Behaviours.Canary());
        await SetAsync(Sources, $$$"""{"id":"other","api_key":"{{{Key}}}","entry":{"base_url":"{{{_other.BaseUrl}}}"}}""");
        await SetAsync(Models, """{"id":"mine","entry":{"offers":[{"source":"other","upstream_model":"canary"}]}}""");
        var later = _time.GetUtcNow().AddDays(1);
        await SetAsync(Models, $$$"""{"id":"mine","effective_from":"{{{later:O}}}","entry":{"offers":[{"source":"fake","upstream_model":"echo"}]}}""");
        _admin.Dispose();
        await _gateway.DisposeAsync();
        await OpenAsync();

        CatalogOf(await ReceiptAsync("mine")).ShouldBe(("entry:mine:1", "entry:other:1"));
        _other.Requests.Single().Header("authorization").ShouldBe($"Bearer {Key}");
        _time.Advance(TimeSpan.FromDays(1));
        _gateway.Installation.Configuration.Refresh();
        CatalogOf(await ReceiptAsync("mine")).ShouldBe(("entry:mine:2", null));
    }

    [Fact]
    public async Task Model_WhoseSourceIsTakenAway_IsRefusedWhileItIsNeededAndANoteAfterwards()
    {
        await SetAsync(Sources, $$$"""{"id":"other","api_key":"none","entry":{"base_url":"{{{_other.BaseUrl}}}"}}""");
        await SetAsync(Models, """{"id":"mine","entry":{"offers":[{"source":"other","upstream_model":"canary"}]}}""");

        var (param, message) = await RefusedAsync(Sources, """{"id":"other","entry":null}""");

        param.ShouldBe("entry");
        message.ShouldContain("there is no source 'other'");
        (await ReceiptAsync("mine")).GetProperty("source").GetString().ShouldBe("other");
    }

    [Fact]
    public async Task Reload_FileThatTakesAwayTheRateOfASetModelsPrice_IsRefused()
    {
        var file = Path.Combine(_directory.Path, "nextmodel.yaml");
        var text = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, text + "\nbilling: { fx: { CNY: 7.11, as_of: 2026-11-21 } }\n");
        (await ReloadAsync()).ShouldBe(HttpStatusCode.OK);
        await SetAsync(Models, """{"id":"mine","entry":{"offers":[{"source":"fake","upstream_model":"echo","price":{"currency":"CNY","input":2,"output":4}}]}}""");

        await File.WriteAllTextAsync(file, text);

        (await ReloadAsync()).ShouldBe(HttpStatusCode.BadRequest);
        (await ReceiptAsync("mine")).GetProperty("billing").GetProperty("price").GetProperty("currency").GetString().ShouldBe("CNY");
    }

    [Fact]
    public async Task Withdraw_BeforeItCounts_LeavesWhatWasAndAfterwardsIsRefused()
    {
        var from = _time.GetUtcNow().AddHours(1);
        var set = await SetAsync(Models, $$$"""{"id":"echo","effective_from":"{{{from:O}}}","entry":{"offers":[{"source":"fake","upstream_model":"canary"}]}}""");
        using (var withdrawn = await _admin.DeleteAsync($"{Models}/{set.GetProperty("id").GetString()}"))
        {
            withdrawn.StatusCode.ShouldBe(HttpStatusCode.OK);
            withdrawn.Headers.ETag!.Tag.ShouldBe("\"2\"");
        }

        _time.Advance(TimeSpan.FromHours(2));
        _gateway.Installation.Configuration.Refresh();
        (await ReceiptAsync("echo")).GetProperty("upstream_model").GetString().ShouldBe("echo");
        var counts = await SetAsync(Models, """{"id":"echo","entry":{"offers":[{"source":"fake","upstream_model":"canary"}]}}""");
        using var refused = await _admin.DeleteAsync($"{Models}/{counts.GetProperty("id").GetString()}");
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Price_SetForASetModel_StandsOverItsOwn()
    {
        await SetAsync(Models, """{"id":"mine","entry":{"offers":[{"source":"fake","upstream_model":"echo","price":{"currency":"USD","input":2,"output":4}}]}}""");
        using (var set = await _admin.PostAsync("/api/admin/v1/prices", AdminClient.Json("""{"model":"mine","source":"fake","price":{"currency":"USD","input":7,"output":9}}""")))
        {
            set.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        PriceOf(await ReceiptAsync("mine")).ShouldBe("admin:fake/mine:1");
        using (var back = await _admin.PostAsync("/api/admin/v1/prices", AdminClient.Json("""{"model":"mine","source":"fake","price":null}""")))
        {
            back.StatusCode.ShouldBe(HttpStatusCode.Created);
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        PriceOf(await ReceiptAsync("mine")).ShouldBe("entry:mine:1/1");
    }

    [Fact]
    public async Task Set_MembersThatAreNull_AreLeftOut()
    {
        await SetAsync(Models, """{"id":"mine","entry":{"name":null,"context_window":null,"offers":[{"source":"fake","upstream_model":"echo","price":{"currency":"USD","input":2,"cached_input":null,"output":4}}]}}""");

        var model = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/api/catalog/mine")).RootElement;

        model.GetProperty("name").GetString().ShouldBe("mine");
        model.GetProperty("context_window").ValueKind.ShouldBe(JsonValueKind.Null);
        (await ReceiptAsync("mine")).GetProperty("billing").GetProperty("price").GetProperty("cached_input").GetString().ShouldBe("2");
    }

    [Theory]
    [InlineData(Models, """{"id":"mine","entry":{"offers":[{"source":"nobody","upstream_model":"m"}]}}""", "entry", "there is no source 'nobody'")]
    [InlineData(Models, """{"id":"mine","entry":{"offers":[{"source":"openai","upstream_model":"m"}]}}""", "entry", "OPENAI_API_KEY")]
    [InlineData(Models, """{"id":"mine","entry":{}}""", "entry", "needs at least one offer")]
    [InlineData(Models, """{"id":"mine","entry":{"ofers":[]}}""", "entry", "ofers")]
    [InlineData(Models, """{"id":"mine","entry":[1]}""", "entry", "must be an object")]
    [InlineData(Models, """{"id":"mine","entry":{"id":"yours","offers":[{"source":"fake","upstream_model":"echo"}]}}""", "entry", "another than 'mine'")]
    [InlineData(Models, """{"id":"mine","entry":{"offers":[{"source":"fake","upstream_model":"${HOME}"}]}}""", "entry", "HOME")]
    [InlineData(Models, """{"id":"mine","entry":{"offers":[{"source":"fake","upstream_model":"echo","price":{"currency":"XAU","input":2}}]}}""", "entry", "no rate for 'XAU'")]
    [InlineData(Models, """{"id":"a model","entry":{"offers":[{"source":"fake","upstream_model":"echo"}]}}""", "entry", "printable ASCII")]
    [InlineData(Models, """{"id":"mine","effective_from":"2025-12-31T00:00:00Z","entry":{"offers":[{"source":"fake","upstream_model":"echo"}]}}""", "effective_from", "past")]
    [InlineData(Models, """{"id":"mine","entry":null}""", "entry", "Nothing was set")]
    [InlineData(Models, """{"id":"mine","api_key":"sk-1","entry":{"offers":[{"source":"fake","upstream_model":"echo"}]}}""", "api_key", "source")]
    [InlineData(Sources, """{"id":"other","entry":{"region":"eu"}}""", "entry", "needs a base_url")]
    [InlineData(Sources, """{"id":"other","entry":{"base_url":"file:///etc/passwd"}}""", "entry", "not an http(s) address")]
    [InlineData(Sources, """{"id":"sandbox","entry":{"base_url":"http://127.0.0.1:9/v1"}}""", "entry", "simulated source")]
    [InlineData(Sources, """{"id":"other","api_key":"has a space","entry":{"base_url":"http://127.0.0.1:9/v1"}}""", "api_key", "printable ASCII")]
    [InlineData(Sources, """{"id":"other","entry":{"base_url":"http://127.0.0.1:9/v1","api_key":"sk-in-the-entry"}}""", "entry", "beside the entry")]
    public async Task Set_Wrong_IsRefusedAndChangesNothing(string route, string body, string param, string said)
    {
        var (refusedParam, message) = await RefusedAsync(route, body);

        refusedParam.ShouldBe(param, message);
        message.ShouldContain(said);
        message.ShouldNotContain("sk-in-the-entry");
        (await ListAsync(route)).ShouldBeEmpty();
        (await AskAsync("mine")).Code.ShouldBe("model_not_found");
    }

    private async Task OpenAsync()
    {
        _gateway = await TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["echo", "canary"], Directory = _directory, Time = _time });
        _admin = AdminClient.Of(_gateway);
    }

    private async Task<JsonElement> SetAsync(string route, string body)
    {
        using var response = await _admin.PostAsync(route, AdminClient.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private async Task<(string? Param, string Message)> RefusedAsync(string route, string body)
    {
        using var response = await _admin.PostAsync(route, AdminClient.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest, text);
        var error = JsonDocument.Parse(text).RootElement.GetProperty("error");
        return (error.GetProperty("param").GetString(), error.GetProperty("message").GetString()!);
    }

    private async Task<HttpStatusCode> ReloadAsync()
    {
        using var response = await _admin.PostAsync("/api/admin/v1/configuration/reload", AdminClient.Json("{}"));
        return response.StatusCode;
    }

    private async Task<IReadOnlyList<string>> ListAsync(string route) =>
    [
        .. JsonDocument.Parse(await _admin.GetStringAsync(route)).RootElement.GetProperty("data").EnumerateArray()
            .Select(entry => $"{entry.GetProperty("entry_version").GetString()} {entry.GetProperty("state").GetString()}"),
    ];

    private async Task<(string? Code, ChatReply Reply)> AskAsync(string model)
    {
        using var response = await _gateway.ChatAsync($"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Number {++_asked}\"}}]}}");
        var reply = await ChatReply.ReadAsync(response);
        return (reply.ErrorCode, reply);
    }

    private async Task<JsonElement> ReceiptAsync(string model)
    {
        var (_, reply) = await AskAsync(model);
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        return (await SeenReceipt.OfAsync(_gateway.Client, reply.RequestId)).Root;
    }

    private static (string? Model, string? Source) CatalogOf(JsonElement receipt) => receipt.TryGetProperty("catalog", out var catalog)
        ? (catalog.GetProperty("model").GetString(), catalog.GetProperty("source").GetString())
        : (null, null);

    private static string? PriceOf(JsonElement receipt) => receipt.GetProperty("billing").GetProperty("price").GetProperty("version").GetString();

    private static async Task<string> ReadSharedAsync(string file)
    {
        await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(stream, System.Text.Encoding.Latin1);
        return await reader.ReadToEndAsync();
    }
}
