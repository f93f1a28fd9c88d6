using System.Globalization;
using System.Net;
using System.Text.Json;
using NextModel.Testing.Gateway;
using static NextModel.Gateway.Tests.Credentials.ByokGateway;

namespace NextModel.Gateway.Tests.Credentials;

/// <summary>What requests under an own credential cost here: the operator's fee or nothing, in receipts, replays, budgets and credit.</summary>
public sealed class ByokChargeTests
{
    private const string Nothing = "0.000000000";

    [Fact]
    public async Task Chat_OperatorsFee_IsThatShareOfTheListPrice()
    {
        await using var gateway = await StartAsync(AllowLoopback + "billing:\n  byok_fee: 0.05\n");
        await gateway.AddAsync();

        var (_, fresh) = await gateway.ChatAsync(Ask());
        var (_, replay) = await gateway.ChatAsync(Ask());

        var (basis, list, amount) = BillingOf(fresh);
        basis.ShouldBe("byok");
        Decimal(amount).ShouldBe(decimal.Round(Decimal(list) * 0.05m, 9, MidpointRounding.ToEven));
        replay.GetProperty("serve_mode").GetString().ShouldBe("exact_cache");
        BillingOf(replay).ShouldBe(("byok", list, (decimal.Round(Decimal(list) * 0.05m * 0.10m, 9, MidpointRounding.ToEven)).ToString("F9", CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Chat_Replays_NeverCrossCredentials()
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync();

        var (fresh, first) = await gateway.ChatAsync(Ask());
        var (again, replay) = await gateway.ChatAsync(Ask());
        again.Said.ShouldBe(fresh.Said);
        replay.GetProperty("serve_mode").GetString().ShouldBe("exact_cache");
        BillingOf(replay).ShouldBe(("byok", BillingOf(first).List, Nothing));
        replay.GetProperty("cache").GetProperty("fresh_receipt").GetString().ShouldBe(first.GetProperty("id").GetString());

        // Under another credential, or the platform's, the same question is another one.
        (await gateway.SendAsync("PATCH", $"/{own.Id}", new { enabled = false }, "*")).Status.ShouldBe(200);
        var (platform, third) = await gateway.ChatAsync(Ask());
        platform.Said.ShouldNotBe(fresh.Said);
        third.GetProperty("serve_mode").GetString().ShouldBe("fresh");
        await gateway.AddAsync(NextKey, name: "another");
        (await gateway.ChatAsync(Ask())).Reply.Said.ShouldNotBe(fresh.Said);
        gateway.KeysSeen.ShouldBe([OwnKey, PlatformKey, NextKey]);

        // And the first one still has its own.
        (await gateway.SendAsync("PATCH", $"/{own.Id}", new { enabled = true }, "*")).Status.ShouldBe(200);
        (await gateway.ChatAsync(Ask())).Reply.Said.ShouldBe(fresh.Said);
    }

    [Fact]
    public async Task Chat_NoRoomForThePlatform_GoesOutUnderItsOwnAlone()
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync();
        (await gateway.SendAsync("POST", "", """{"limit":0.000000001,"window":"total","scope":"organization"}""", resource: "budgets")).Status.ShouldBe(201);

        var (reply, receipt) = await gateway.ChatAsync(Ask("first", more: ",\"max_tokens\":50"));
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        receipt.GetProperty("budgets")[0].GetProperty("settled").GetString().ShouldBe(Nothing);
        receipt.GetProperty("budgets")[0].GetProperty("reserved").GetString().ShouldBe(Nothing);
        receipt.GetProperty("attempts")[0].GetProperty("max_output_tokens").GetInt64().ShouldBe(50, "it is not shortened to what the platform's would afford");

        // Where its own fails, there is nothing else it can afford.
        (await gateway.SendAsync("POST", $"/{own.Id}/rotate", new { secret = BadKey, save_anyway = true }, "*")).Status.ShouldBe(200);
        var (failed, alone) = await gateway.ChatAsync(Ask("second"));
        failed.Status.ShouldBe(HttpStatusCode.BadGateway);
        CredentialsOf(alone).ShouldBe([own.Id]);

        await gateway.RuleAsync("policy: 1\ncredentials: platform_only");
        (await gateway.ChatAsync(Ask("third"))).Reply.ErrorCode.ShouldBe("budget_exceeded");
        gateway.KeysSeen.ShouldBe([OwnKey, BadKey]);
    }

    [Fact]
    public async Task Chat_OwnOnly_NeedsNoPriceNoCreditAndNoBound()
    {
        await using var gateway = await StartAsync(options: new TestGatewayOptions { Price = "" });
        await gateway.AddAsync();
        (await gateway.SendAsync("POST", "", """{"limit":1,"window":"total","scope":"organization"}""", resource: "budgets")).Status.ShouldBe(201);
        (await gateway.SendAsync("PATCH", "/default", """{"enforced":true}""", "*", resource: "credits")).Status.ShouldBe(200);
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");

        var (reply, receipt) = await gateway.ChatAsync(Ask());

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        BillingOf(receipt).ShouldBe(("byok", Nothing, Nothing));
        receipt.GetProperty("billing").GetProperty("price").ValueKind.ShouldBe(JsonValueKind.Null);
        gateway.Upstream.Requests[^1].Member("max_tokens").ShouldBeNull("nothing is spent here, so nothing is bounded");
    }

    [Fact]
    public async Task Chat_OwnOnlyWithoutBalance_IsServedAndThePlatformsIsNot()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync();
        (await gateway.SendAsync("PATCH", "/default", """{"enforced":true}""", "*", resource: "credits")).Status.ShouldBe(200);

        (await gateway.ChatAsync(Ask())).Reply.Status.ShouldBe(HttpStatusCode.OK);
        await gateway.RuleAsync("policy: 1\ncredentials: platform_only");

        (await gateway.ChatAsync(Ask("again"))).Reply.ErrorCode.ShouldBe("insufficient_credit");
    }

    [Fact]
    public async Task Simulate_DraftOwnOnly_ReckonsWithTheOrganizationsOwn()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync();
        await gateway.RuleAsync("policy: 1\ncredentials: platform_only");
        (await gateway.ChatAsync(Ask())).Reply.Status.ShouldBe(HttpStatusCode.OK);

        var simulated = await gateway.SendAsync(
            "POST", "", new { draft = new { scope = "organization", document = "policy: 1\ncredentials: own_only" } }, resource: "policies/simulate");

        simulated.Status.ShouldBe(200, simulated.Body);
        simulated.Json.GetProperty("moved").GetInt64().ShouldBe(1);
        Decimal(simulated.Json.GetProperty("before").GetProperty("amount").GetString()).ShouldBeGreaterThan(0);
        Decimal(simulated.Json.GetProperty("after").GetProperty("amount").GetString()).ShouldBe(0);
        simulated.Json.GetProperty("refused").GetArrayLength().ShouldBe(0);
    }

    private static decimal Decimal(string? text) => decimal.Parse(text!, CultureInfo.InvariantCulture);
}
