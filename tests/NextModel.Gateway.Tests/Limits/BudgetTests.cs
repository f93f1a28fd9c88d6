using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Identity;
using NextModel.Limits;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Limits;

/// <summary>Budgets as a caller meets them: what is refused, clamped, settled and told.</summary>
public sealed class BudgetTests : IAsyncLifetime
{
    // Input is free: a request costs 600 nanos for each token of output, and a canary has 4.
    private const string OutputOnly = "{ currency: USD, input: 0, output: 0.60 }";

    private FakeUpstream _upstream = null!;

    public async ValueTask InitializeAsync() => _upstream = await FakeUpstream.StartAsync();

    public async ValueTask DisposeAsync() => await _upstream.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_WithinBudgetsOfFourLevels_ReservesTheCeilingAndSettlesTheTruth(bool stream)
    {
        await using var gateway = await StartAsync();
        foreach (var (scope, id) in new[] { ("organization", null), ("team", "default"), ("project", "default"), ("key", KeyId(gateway)) })
        {
            await CreateAsync(gateway, 0.000_010m, scope, id);
        }

        using var response = await gateway.ChatAsync(Ask("hello", maxTokens: 10, stream: stream));

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var receipt = await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single());
        var budgets = receipt.Root.GetProperty("budgets").EnumerateArray().ToList();
        budgets.Count.ShouldBe(4);
        budgets.ShouldAllBe(b => b.GetProperty("reserved").GetString() == "0.000006000" && b.GetProperty("settled").GetString() == "0.000002400");
        gateway.Installation.Budgets.States().ShouldAllBe(s => s.SettledNano == 2_400 && s.ReservedNano == 0 && s.UnknownNano == 0);
    }

    [Fact]
    public async Task Chat_MoreThanIsLeft_Is402AndNamesBudgetAndReset()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 3, 28, 12, 0, 0, TimeSpan.Zero));
        await using var gateway = await StartAsync(time: time);
        var budget = await CreateAsync(gateway, 0.000_005m, zone: "Europe/London");

        using var response = await gateway.ChatAsync(Ask("hello", maxTokens: 10));

        response.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        response.Headers.GetValues("x-should-retry").Single().ShouldBe("false");
        var error = await ErrorAsync(response);
        error.GetProperty("code").GetString().ShouldBe("budget_exceeded");
        error.GetProperty("type").GetString().ShouldBe("insufficient_quota");
        var message = error.GetProperty("message").GetString()!;
        message.ShouldContain(budget.Id);
        message.ShouldContain("0.000006000");
        message.ShouldContain("2026-03-29T00:00:00Z");
        _upstream.Requests.ShouldBeEmpty();
        gateway.Installation.Budgets.States().Single().ReservedNano.ShouldBe(0);
    }

    [Fact]
    public async Task Chat_BoundSetAndClampAsked_GetsWhatIsAffordable()
    {
        await using var gateway = await StartAsync();
        var budget = await CreateAsync(gateway, 0.000_012m);

        using var response = await ChatAsync(gateway, Ask("hello", maxTokens: 1_000), ("x-nextmodel-budget-hint", "clamp"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Requests.Single().Member("max_tokens")!.Value.GetInt64().ShouldBe(20);
        var receipt = await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single());
        var told = receipt.Root.GetProperty("budgets")[0];
        told.GetProperty("id").GetString().ShouldBe(budget.Id);
        told.GetProperty("clamped_max_output_tokens").GetInt64().ShouldBe(20);
        receipt.Root.GetProperty("attempts")[0].GetProperty("max_output_tokens").GetInt64().ShouldBe(20);
        receipt.Root.GetProperty("cache").GetProperty("reason").GetString().ShouldBe("clamped");
        receipt.Root.GetProperty("cache").GetProperty("storable").GetBoolean().ShouldBeFalse();
    }

    // PR#38647, OpenRouter: the model's largest output fills a budget nobody has spent from.
    [Fact]
    public async Task Chat_NoBoundSet_IsClampedInsteadOfRefused()
    {
        await using var gateway = await StartAsync();
        await CreateAsync(gateway, 0.000_012m);

        using var response = await gateway.ChatAsync(Ask("hello"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _upstream.Requests.Single().Member("max_completion_tokens")!.Value.GetInt64().ShouldBe(20);
    }

    [Fact]
    public async Task Chat_NoBoundSetAndRoomEnough_IsBoundedByTheModelsLimit()
    {
        await using var gateway = await StartAsync();
        await CreateAsync(gateway, 1m);

        (await gateway.ChatAsync(Ask("hello"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        _upstream.Requests.Single().Member("max_completion_tokens")!.Value.GetInt64().ShouldBe(8192);
    }

    [Fact]
    public async Task Chat_NoBudget_SendsNoBound()
    {
        await using var gateway = await StartAsync();

        (await gateway.ChatAsync(Ask("hello"))).StatusCode.ShouldBe(HttpStatusCode.OK);

        _upstream.Requests.Single().Member("max_completion_tokens").ShouldBeNull();
        _upstream.Requests.Single().Member("max_tokens").ShouldBeNull();
    }

    [Fact]
    public async Task Chat_ClampedAnswer_IsNeverReplayed()
    {
        await using var gateway = await StartAsync();
        var budget = await CreateAsync(gateway, 0.000_012m);
        var clamped = await ChatReply.ReadAsync(await gateway.ChatAsync(Ask("hello")));
        await gateway.Installation.Operations.Budgets.ChangeAsync(Administrator.CommandLine, budget.Id, null, new BudgetRequest { Limit = 1m }, default);

        var whole = await ChatReply.ReadAsync(await gateway.ChatAsync(Ask("hello")));
        var again = await ChatReply.ReadAsync(await gateway.ChatAsync(Ask("hello")));

        whole.ServeMode.ShouldBe("fresh");
        whole.Said.ShouldNotBe(clamped.Said);
        again.ServeMode.ShouldBe("exact_cache");
        again.Said.ShouldBe(whole.Said);
    }

    [Fact]
    public async Task Chat_Replay_ReservesAndSettlesItsExactAmount()
    {
        await using var gateway = await StartAsync();
        (await gateway.ChatAsync(Ask("hello", maxTokens: 10))).StatusCode.ShouldBe(HttpStatusCode.OK);
        await CreateAsync(gateway, 0.000_000_480m);

        var first = await ChatReply.ReadAsync(await gateway.ChatAsync(Ask("hello", maxTokens: 10)));
        var second = await ChatReply.ReadAsync(await gateway.ChatAsync(Ask("hello", maxTokens: 10)));
        using var third = await gateway.ChatAsync(Ask("hello", maxTokens: 10));

        (first.ServeMode, second.ServeMode).ShouldBe(("exact_cache", "exact_cache"));
        third.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        var receipt = await SeenReceipt.OfAsync(gateway.Client, second.RequestId);
        receipt.Root.GetProperty("budgets")[0].GetProperty("reserved").GetString().ShouldBe("0.000000240");
        gateway.Installation.Budgets.States().Single().SettledNano.ShouldBe(480);
    }

    [Fact]
    public async Task Chat_SourceGivesMoreThanWasAsked_OverageIsNotCharged()
    {
        await using var gateway = await StartAsync();
        await CreateAsync(gateway, 1m);
        _upstream.Play(Behaviours.Steady(30, TimeSpan.Zero));

        using var response = await gateway.ChatAsync(Ask("hello", maxTokens: 10));

        response.Headers.GetValues("x-nextmodel-cost").Single().ShouldBe("0.000006000");
        var receipt = await SeenReceipt.OfAsync(gateway.Client, response.Headers.GetValues("x-request-id").Single());
        var line = receipt.Root.GetProperty("billing").GetProperty("lines").EnumerateArray().Last();
        line.GetProperty("item").GetString().ShouldBe("overage_not_charged");
        line.GetProperty("amount").GetString().ShouldBe("-0.000012000");
        receipt.Root.GetProperty("billing").GetProperty("list_amount").GetString().ShouldBe("0.000018000");
        receipt.Root.GetProperty("billing").GetProperty("discount").GetString().ShouldBe("0.000000000");
        gateway.Installation.Budgets.States().Single().SettledNano.ShouldBe(6_000);
    }

    [Fact]
    public async Task Chat_PriceUnknown_IsRefusedWhereABudgetIsHard()
    {
        await using var gateway = await StartAsync(price: "");
        var budget = await CreateAsync(gateway, 1m);

        using var refused = await gateway.ChatAsync(Ask("hello", maxTokens: 10));
        await gateway.Installation.Operations.Budgets.ChangeAsync(Administrator.CommandLine, budget.Id, null, new BudgetRequest { Hard = false }, default);
        using var counted = await gateway.ChatAsync(Ask("hello", maxTokens: 10));

        refused.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await ErrorAsync(refused)).GetProperty("code").GetString().ShouldBe("price_unknown");
        counted.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    // litellm PR#33736, llmgateway PR#3505, new-api#4429: reservations that outlive a request that failed, broke or was left.
    [Theory]
    [InlineData("500", false)]
    [InlineData("500", true)]
    [InlineData("reset", false)]
    [InlineData("bad request", false)]
    [InlineData("breaks mid-stream", true)]
    [InlineData("caller leaves", true)]
    [InlineData("caller leaves", false)]
    public async Task Chat_EveryWayToEnd_LeavesNothingReserved(string end, bool stream)
    {
        _upstream.Play(end switch
        {
            "500" => Behaviours.Always(ScriptedResponse.Json("{}", 500)),
            "bad request" => Behaviours.Always(ScriptedResponse.Json("{}", 400)),
            "reset" => Behaviours.Always(new ScriptedResponse { Status = 0 }),
            "breaks mid-stream" => (request, attempt) =>
            {
                var whole = Behaviours.Canary()(request, attempt);
                return whole with { Writes = [.. whole.Writes.Take(2)], End = ResponseEnd.Reset };
            }
            ,
            _ => Behaviours.Canary().Delayed(TimeSpan.FromHours(1)),
        });
        BudgetKeeper budgets;
        await using (var gateway = await StartAsync())
        {
            budgets = gateway.Installation.Budgets;
            await CreateAsync(gateway, 0.000_007m);
            using var leaving = new CancellationTokenSource();
            var asking = gateway.Client.PostAsync("/v1/chat/completions", Content(Ask("hello", maxTokens: 10, stream: stream)), leaving.Token);
            await _upstream.WaitForRequestAsync();
            if (end == "caller leaves")
            {
                budgets.States().Single().ReservedNano.ShouldBe(6_000);
                await leaving.CancelAsync();
            }

            await asking.ContinueWith(static _ => { }, TaskScheduler.Default);
        }

        // Stopped: no request is in flight any more.
        budgets.States().Single().ShouldSatisfyAllConditions(s => s.ReservedNano.ShouldBe(0), s => s.UnknownNano.ShouldBe(0));
    }

    [Fact]
    public async Task Chat_LeaderLeavesAndFollowerTakesOver_OneOfThemPays()
    {
        BudgetKeeper budgets;
        await using (var gateway = await StartAsync())
        {
            budgets = gateway.Installation.Budgets;
            await CreateAsync(gateway, 1m);
            _upstream.Play(Behaviours.Steady(4, TimeSpan.FromMilliseconds(150)));
            using var leaving = new CancellationTokenSource();
            var leader = gateway.Client.PostAsync("/v1/chat/completions", Content(Ask("same", maxTokens: 10)), leaving.Token);
            await _upstream.WaitForRequestAsync();
            var follower = gateway.ChatAsync(Ask("same", maxTokens: 10));
            await leaving.CancelAsync();
            await leader.ContinueWith(static _ => { }, TaskScheduler.Default);
            (await follower).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        budgets.States().Single().ShouldSatisfyAllConditions(s => s.ReservedNano.ShouldBe(0), s => s.SettledNano.ShouldBe(2_400));
    }

    [Theory]
    [InlineData("max_tokens", "{\"max_tokens\":null,", 8192)]
    [InlineData("max_completion_tokens", "{\"max_completion_tokens\":null,", 8192)]
    [InlineData("max_completion_tokens", "{\"max_completion_tokens\":7,\"max_tokens\":9,", 7)]
    public async Task Chat_BoundSpelledOddly_IsSentOnce(string member, string spelled, long expected)
    {
        await using var gateway = await StartAsync();
        await CreateAsync(gateway, 1m);

        var body = Ask("hello");
        (await gateway.ChatAsync(spelled + body[1..])).StatusCode.ShouldBe(HttpStatusCode.OK);

        _upstream.Requests.Single().Member(member)!.Value.GetInt64().ShouldBe(expected);
    }

    private static string Ask(string content, int? maxTokens = null, bool stream = false) =>
        $"{{\"model\":\"canary\",{(maxTokens is { } most ? $"\"max_tokens\":{most}," : "")}\"stream\":{(stream ? "true" : "false")},"
        + $"\"messages\":[{{\"role\":\"user\",\"content\":\"{content}\"}}]}}";

    private static StringContent Content(string json) => new(json, Encoding.UTF8, "application/json");

    private static async Task<HttpResponseMessage> ChatAsync(TestGateway gateway, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = Content(json) };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await gateway.Client.SendAsync(request);
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage response)
    {
        using var document = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return document.RootElement.GetProperty("error").Clone();
    }

    private static string KeyId(TestGateway gateway) =>
        gateway.Installation.Directory.Callers.Single(c => gateway.ApiKey.StartsWith(c.Key.Prefix, StringComparison.Ordinal)).Key.Id;

    private static async Task<BudgetView> CreateAsync(
        TestGateway gateway, decimal limit, string scope = "project", string? id = "default", string zone = "UTC")
    {
        var made = await gateway.Installation.Operations.Budgets.CreateAsync(
            Administrator.CommandLine, new BudgetRequest { Scope = scope, ScopeId = id, Limit = limit, Window = "day", TimeZone = zone }, default);
        return made.TryGet(out var view, out var refusal) ? view : throw new InvalidOperationException(refusal.Message);
    }

    private Task<TestGateway> StartAsync(string price = OutputOnly, TimeProvider? time = null) =>
        TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["canary"], Price = price, Time = time, SourceLines = "    max_attempts: 1" });
}
