using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Cli;

/// <summary>Keys, budgets and rate limits by the real command line: on a running server, and on the data directory when there is none.</summary>
public sealed class GovernanceCommandTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _directory = new();
    private GatewayProcess _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        File.WriteAllText(_directory.File("nextmodel.yaml"), "");
        _gateway = await GatewayProcess.StartAsync(_directory.Path);
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Rotate_ByPrefix_PrintsTheNewKeyLastAndBothWorkWhileGraceLasts()
    {
        var first = (await RunAsync("keys", "create", "--project", "default", "--name", "ci")).LastLine;

        var rotated = await RunAsync("keys", "rotate", first[..12]);

        var second = rotated.LastLine;
        second.ShouldStartWith("nm_sk_");
        rotated.Output.Trim().ShouldBe(second, "standard output holds the key and nothing else");
        (await ChatAsync(first)).ShouldBe(HttpStatusCode.OK);
        (await ChatAsync(second)).ShouldBe(HttpStatusCode.OK);
        var key = Data(await RunAsync("keys", "list", "--json")).Single(k => k.GetProperty("name").GetString() == "ci");
        key.GetProperty("previous_secret_until").GetDateTimeOffset().ShouldBeGreaterThan(DateTimeOffset.UnixEpoch);
        (await RunAsync("keys", "list")).Output.ShouldContain("secret before works until");
        var again = await RunAsync("keys", "rotate", key.GetProperty("id").GetString()!, "--grace-seconds", "0", "--json");
        (await ChatAsync(second)).ShouldBe(HttpStatusCode.Unauthorized);
        (await ChatAsync(JsonDocument.Parse(again.Output).RootElement.GetProperty("raw_key").GetString()!)).ShouldBe(HttpStatusCode.OK);
        (await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, "keys", "rotate", "key_nobody")).ExitCode.ShouldBe(1);
    }

    [Fact]
    public async Task BudgetsAndLimits_MadeOnTheServer_AreListedChangedAndDeletedWithAndWithoutOne()
    {
        var made = JsonDocument.Parse((await RunAsync(
            "budgets", "create", "--project", "default", "--limit", "25.5", "--window", "month", "--time-zone", "Europe/London", "--count-only", "--json")).Output).RootElement;
        var id = made.GetProperty("id").GetString()!;
        made.GetProperty("hard").GetBoolean().ShouldBeFalse();
        (await RunAsync("budgets", "change", id, "--limit", "30", "--hard", "true")).Output.ShouldContain("30.000000000 USD");
        (await RunAsync("budgets", "list")).Output.ShouldContain(id);
        var key = Data(await RunAsync("keys", "list", "--json")).Single().GetProperty("id").GetString()!;
        (await RunAsync("limits", "set", key, "--concurrent", "20")).Output.ShouldContain("have 20 requests in flight");
        (await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, "limits", "set", key)).ExitCode.ShouldBe(2);
        (await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, "budgets", "create", "--limit", "1", "--window", "fortnight")).ExitCode.ShouldBe(1);
        (await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, "budgets", "create", "--team", "a", "--key", "b", "--limit", "1", "--window", "day"))
            .ExitCode.ShouldBe(2);
        (await _gateway.TerminateAsync()).ShouldBe(0);

        var budget = Data(await RunAsync("budgets", "list", "--json")).Single();
        (budget.GetProperty("limit").GetString(), budget.GetProperty("hard").GetBoolean()).ShouldBe(("30.000000000", true));
        Data(await RunAsync("limits", "list", "--json")).Single().GetProperty("concurrent").GetInt32().ShouldBe(20);
        await RunAsync("limits", "delete", key);
        await RunAsync("budgets", "delete", id);
        Data(await RunAsync("limits", "list", "--json")).ShouldBeEmpty();
        Data(await RunAsync("budgets", "list", "--json")).ShouldBeEmpty();
        (await RunAsync("audit", "export")).Output.ShouldContain("\"via\":\"database\"");
    }

    [Fact]
    public async Task Offers_OnAServer_AreListedAndWithoutOneItSaysWhy()
    {
        (await RunAsync("offers")).Output.ShouldContain("sandbox-echo");
        JsonDocument.Parse((await RunAsync("offers", "--json")).Output).RootElement.GetProperty("data").GetArrayLength().ShouldBeGreaterThan(0);
        (await _gateway.TerminateAsync()).ShouldBe(0);

        var without = await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, "offers");
        (without.ExitCode, without.Output).ShouldBe((3, ""));
        without.Errors.ShouldContain("No server answers at " + _gateway.Origin);
    }

    [Theory]
    [InlineData(1, "There is no time zone 'Europe/Nowhere'", "budgets", "create", "--limit", "1", "--window", "day", "--time-zone", "Europe/Nowhere")]
    [InlineData(1, "'limit'", "budgets", "create", "--limit", "-1", "--window", "day")]
    [InlineData(1, "'limit'", "budgets", "create", "--limit", "79228162514264337593543950335", "--window", "day")]
    [InlineData(1, "79228162514264337593543950336", "budgets", "create", "--limit", "79228162514264337593543950336", "--window", "day")]
    [InlineData(1, "There is no model 'gpt-404'", "budgets", "create", "--limit", "1", "--window", "day", "--model", "gpt-404")]
    [InlineData(1, "There is no project 'nowhere'", "budgets", "create", "--project", "nowhere", "--limit", "1", "--window", "day")]
    [InlineData(1, "'bud_nobody'", "budgets", "change", "bud_nobody", "--limit", "1")]
    [InlineData(1, "'bud_nobody'", "budgets", "delete", "bud_nobody")]
    [InlineData(1, "There is no organization 'nobody'", "budgets", "list", "--organization", "nobody")]
    [InlineData(1, "'key_nobody'", "limits", "set", "key_nobody", "--concurrent", "1")]
    [InlineData(1, "'proj_nobody'", "limits", "delete", "proj_nobody")]
    [InlineData(1, "There is no organization 'nobody'", "credits", "show", "--organization", "nobody")]
    [InlineData(1, "must be more than 0", "credits", "top-up", "0", "--external-id", "x")]
    [InlineData(1, "at most 9 decimals", "credits", "top-up", "0.0000000001", "--external-id", "x")]
    [InlineData(1, "needs 'external_id'", "credits", "top-up", "5")]
    [InlineData(1, "'transfer'", "credits", "reverse", "ctr_nobody", "--reason", "x")]
    public async Task Command_BadInput_SaysWhatIsWrongAndChangesNothing(int exitCode, string says, params string[] arguments)
    {
        var ended = await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, arguments);

        ended.ExitCode.ShouldBe(exitCode, ended.Output + ended.Errors);
        ended.Errors.ShouldContain(says);
        (await RunAsync("budgets", "list", "--json")).Output.ShouldContain("\"data\":[]");
        (await RunAsync("credits", "show", "--json")).Output.ShouldContain("\"balance\":\"0.000000000\"");
    }

    private async Task<CommandProcess> RunAsync(params string[] arguments)
    {
        var ended = await CommandProcess.RunAsync(_directory.Path, _gateway.Origin, arguments);
        ended.ExitCode.ShouldBe(0, ended.Errors);
        return ended;
    }

    private static List<JsonElement> Data(CommandProcess listed) => [.. JsonDocument.Parse(listed.Output).RootElement.GetProperty("data").EnumerateArray()];

    private async Task<HttpStatusCode> ChatAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions")
        {
            Content = new StringContent("{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}", Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        using var response = await _gateway.Client.SendAsync(request);
        return response.StatusCode;
    }
}
