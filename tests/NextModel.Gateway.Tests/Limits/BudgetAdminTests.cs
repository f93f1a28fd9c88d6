using System.Net;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>Budgets through the admin API: good input, and every kind of bad.</summary>
public sealed class BudgetAdminTests : IAsyncLifetime
{
    private const string Path = "/api/admin/v1/budgets";

    private readonly ManualTime _time = new(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero));
    private TestGateway _gateway = null!;
    private HttpClient _admin = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions { Time = _time });
        _admin = AdminClient.Of(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        _admin.Dispose();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task Post_Budget_SaysWhereItStandsAndWhenItResets()
    {
        var budget = await PostAsync(
            "{\"scope\":\"team\",\"scope_id\":\"default\",\"name\":\"spring\",\"limit\":\"25.5\",\"window\":\"month\",\"time_zone\":\"Europe/London\",\"workload\":\"nightly\"}");

        budget.GetProperty("scope_id").GetString()!.ShouldStartWith("team_");
        budget.GetProperty("limit").GetString().ShouldBe("25.500000000");
        budget.GetProperty("remaining").GetString().ShouldBe("25.500000000");
        budget.GetProperty("settled").GetString().ShouldBe("0.000000000");
        budget.GetProperty("hard").GetBoolean().ShouldBeTrue();
        budget.GetProperty("currency").GetString().ShouldBe("USD");
        budget.GetProperty("started_at").GetDateTimeOffset().ShouldBe(new DateTimeOffset(2026, 3, 1, 0, 0, 0, TimeSpan.Zero));
        budget.GetProperty("resets_at").GetString().ShouldBe("2026-03-31T23:00:00+00:00");
        _time.Advance(TimeSpan.FromDays(10));
        var later = await GetAsync(budget.GetProperty("id").GetString()!);
        later.GetProperty("started_at").GetDateTimeOffset().ShouldBe(budget.GetProperty("resets_at").GetDateTimeOffset());
    }

    [Fact]
    public async Task Delete_Budget_IsGoneAndTheNextGetIs404()
    {
        var id = (await PostAsync("{\"scope\":\"organization\",\"limit\":1,\"window\":\"total\"}")).GetProperty("id").GetString();

        (await _admin.DeleteAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _admin.GetAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await _admin.GetStringAsync(Path)).ShouldBe("{\"data\":[],\"has_more\":false,\"next\":null}");
    }

    [Theory]
    [InlineData("{\"scope\":\"galaxy\",\"limit\":1,\"window\":\"day\"}", "scope")]
    [InlineData("{\"scope\":\"organization\",\"limit\":1,\"window\":\"fortnight\"}", "window")]
    [InlineData("{\"scope\":\"organization\",\"limit\":1}", "window")]
    [InlineData("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\",\"time_zone\":\"Europe/Nowhere\"}", "time_zone")]
    [InlineData("{\"scope\":\"organization\",\"limit\":-1,\"window\":\"day\"}", "limit")]
    [InlineData("{\"scope\":\"organization\",\"limit\":9223372037,\"window\":\"day\"}", "limit")]
    [InlineData("{\"scope\":\"organization\",\"limit\":0.0000000001,\"window\":\"day\"}", "limit")]
    [InlineData("{\"scope\":\"organization\",\"window\":\"day\"}", "limit")]
    [InlineData("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\",\"model\":\"gpt-404\"}", "model")]
    public async Task Post_BadBudget_IsRefusedByName(string body, string param)
    {
        using var response = await _admin.PostAsync(Path, AdminClient.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        error.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
    }

    [Theory]
    [InlineData("{\"scope\":\"project\",\"scope_id\":\"nobody\",\"limit\":1,\"window\":\"day\"}", HttpStatusCode.NotFound)]
    [InlineData("{\"scope\":\"key\",\"limit\":1,\"window\":\"day\"}", HttpStatusCode.NotFound)]
    [InlineData("{\"scope\":\"organization\",\"organization\":\"nobody\",\"limit\":1,\"window\":\"day\"}", HttpStatusCode.NotFound)]
    [InlineData("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\",\"colour\":\"red\"}", HttpStatusCode.BadRequest)]
    [InlineData("{\"scope\":\"organization\",\"limit\":1e400,\"window\":\"day\"}", HttpStatusCode.BadRequest)]
    [InlineData("null", HttpStatusCode.BadRequest)]
    [InlineData("{", HttpStatusCode.BadRequest)]
    public async Task Post_BudgetForNobodyOrWithNonsense_IsAClearError(string body, HttpStatusCode status)
    {
        using var response = await _admin.PostAsync(Path, AdminClient.Json(body));

        response.StatusCode.ShouldBe(status);
        (await response.Content.ReadAsStringAsync()).ShouldContain("\"message\"");
    }

    // Changed in mid-window, nobody could say what it has counted.
    [Theory]
    [InlineData("{\"window\":\"month\"}", "window")]
    [InlineData("{\"time_zone\":\"Asia/Kuala_Lumpur\"}", "time_zone")]
    [InlineData("{\"model\":\"sandbox-echo\"}", "model")]
    [InlineData("{\"scope\":\"key\"}", "scope")]
    public async Task Patch_WhatABudgetCounts_CannotChange(string body, string param)
    {
        var id = (await PostAsync("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\"}")).GetProperty("id").GetString();

        using var response = await _admin.PatchAsync($"{Path}/{id}", AdminClient.Json(body));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync()).ShouldContain($"\"param\":\"{param}\"");
    }

    [Fact]
    public async Task Patch_LimitBelowWhatIsSpent_IsTakenAndRefusesUntilTheReset()
    {
        var id = (await PostAsync("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\"}")).GetProperty("id").GetString();
        const string Ask = "{\"model\":\"sandbox-echo\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}";
        (await _gateway.ChatAsync(Ask)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var response = await _admin.PatchAsync($"{Path}/{id}", AdminClient.Json("{\"limit\":0.000000001}"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await GetAsync(id!)).GetProperty("remaining").GetString().ShouldBe("0.000000000");
        (await _gateway.ChatAsync(Ask.Replace("hello", "again", StringComparison.Ordinal))).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
    }

    [Fact]
    public async Task Post_SeventhBudgetOfAScope_IsRefused()
    {
        for (var n = 0; n < 6; n++)
        {
            await PostAsync($"{{\"scope\":\"organization\",\"name\":\"{n}\",\"limit\":1,\"window\":\"day\"}}");
        }

        using var response = await _admin.PostAsync(Path, AdminClient.Json("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\"}"));

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Post_SecondBudgetOfAName_IsRefusedAndAnUnnamedOneIsCalledByItsWindow()
    {
        (await PostAsync("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\"}")).GetProperty("name").GetString().ShouldBe("day");
        (await PostAsync("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\",\"model\":\"sandbox-echo\",\"workload\":\"w\"}"))
            .GetProperty("name").GetString().ShouldBe("day sandbox-echo w");

        using var response = await _admin.PostAsync(Path, AdminClient.Json("{\"scope\":\"organization\",\"limit\":2,\"window\":\"day\"}"));

        response.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Patch_BudgetThatSomebodyChangedMeanwhile_IsRefused()
    {
        var id = (await PostAsync("{\"scope\":\"organization\",\"limit\":1,\"window\":\"day\"}")).GetProperty("id").GetString();
        var seen = (await _admin.GetAsync($"{Path}/{id}")).Headers.ETag!;
        (await _admin.PatchAsync($"{Path}/{id}", AdminClient.Json("{\"limit\":2}"))).Headers.ETag!.Tag.ShouldBe("\"2\"");

        _admin.DefaultRequestHeaders.IfMatch.Clear();
        (await _admin.PatchAsync($"{Path}/{id}", AdminClient.Json("{\"limit\":3}"))).StatusCode.ShouldBe((HttpStatusCode)428);
        _admin.DefaultRequestHeaders.IfMatch.Add(seen);
        (await _admin.PatchAsync($"{Path}/{id}", AdminClient.Json("{\"limit\":3}"))).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await _admin.DeleteAsync($"{Path}/{id}")).StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);

        (await GetAsync(id!)).GetProperty("limit").GetString().ShouldBe("2.000000000");
    }

    [Fact]
    public async Task Get_WithoutTheAdminKey_IsRefused() => (await _gateway.Client.GetAsync(Path)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);

    private async Task<JsonElement> PostAsync(string body)
    {
        using var response = await _admin.PostAsync(Path, AdminClient.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.Created, text);
        using var budget = JsonDocument.Parse(text);
        return budget.RootElement.Clone();
    }

    private async Task<JsonElement> GetAsync(string id)
    {
        using var budget = JsonDocument.Parse(await _admin.GetStringAsync($"{Path}/{id}"));
        return budget.RootElement.Clone();
    }
}
