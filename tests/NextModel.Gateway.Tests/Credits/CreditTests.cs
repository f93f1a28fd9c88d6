using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;

namespace NextModel.Gateway.Tests.Credits;

/// <summary>Prepaid credit as a caller and an operator meet it.</summary>
public sealed class CreditTests : IAsyncLifetime
{
    private const decimal OneRequest = 0.000_002_4m;

    private CreditGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await CreditGateway.StartAsync();

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_CreditEnough_ChargesWhatTheReceiptSays(bool stream)
    {
        await _gateway.TopUpAsync(1m);
        await _gateway.EnforceAsync();

        using var response = await _gateway.AskAsync("hello", maxTokens: 10, stream: stream);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
        var receipt = await SeenReceipt.OfAsync(_gateway.Gateway.Client, response.Headers.GetValues("x-request-id").Single());
        var credit = receipt.Root.GetProperty("credit");
        credit.GetProperty("reserved").GetString().ShouldBe("0.000006000");
        credit.GetProperty("charged").GetString().ShouldBe("0.000002400");
        receipt.Root.GetProperty("budgets").GetArrayLength().ShouldBe(0);
        (await _gateway.StateAsync()).ShouldBe((1m - OneRequest, 0, 1m - OneRequest));
        var charge = (await _gateway.TransfersAsync())[^1];
        charge.GetProperty("kind").GetString().ShouldBe("charge");
        CreditGateway.Amount(charge, "amount").ShouldBe(-OneRequest);
        CreditGateway.Amount(charge, "balance").ShouldBe(1m - OneRequest);
        charge.GetProperty("receipts").GetProperty("log").GetString().ShouldBe(receipt.Root.GetProperty("log").GetProperty("id").GetString());
        charge.GetProperty("receipts").GetProperty("first").GetInt64().ShouldBe(receipt.Root.GetProperty("log").GetProperty("sequence").GetInt64());
        charge.GetProperty("entries").EnumerateArray().Sum(entry => CreditGateway.Amount(entry, "amount")).ShouldBe(0);
    }

    [Fact]
    public async Task Chat_CreditTooSmall_Is402AndCallsNobody()
    {
        await _gateway.TopUpAsync(0.000_002m);
        await _gateway.EnforceAsync();

        using var response = await _gateway.AskAsync("hello");

        response.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        response.Headers.GetValues("x-should-retry").Single().ShouldBe("false");
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        error.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("insufficient_credit");
        error.RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe("insufficient_quota");
        error.RootElement.GetProperty("error").GetProperty("message").GetString()!.ShouldContain("0.000002000");
        _gateway.Upstream.Requests.ShouldBeEmpty();
        (await _gateway.StateAsync()).ShouldBe((0.000_002m, 0, 0.000_002m));
    }

    [Fact]
    public async Task Chat_NoBoundSet_IsClampedToWhatTheCreditPaysFor()
    {
        await _gateway.TopUpAsync(0.000_012m);
        await _gateway.EnforceAsync();

        using var response = await _gateway.AskAsync("hello", maxTokens: null);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        _gateway.Upstream.Requests.Single().Member("max_completion_tokens")!.Value.GetInt64().ShouldBe(20);
        var receipt = await SeenReceipt.OfAsync(_gateway.Gateway.Client, response.Headers.GetValues("x-request-id").Single());
        receipt.Root.GetProperty("credit").GetProperty("clamped_max_output_tokens").GetInt64().ShouldBe(20);
        receipt.Root.GetProperty("cache").GetProperty("reason").GetString().ShouldBe("clamped");
    }

    [Fact]
    public async Task Chat_SourceUsesMoreThanReserved_IsChargedWhatWasReserved()
    {
        await _gateway.TopUpAsync(1m);
        await _gateway.EnforceAsync();

        (await _gateway.AskAsync("hello", maxTokens: 2)).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _gateway.StateAsync()).Balance.ShouldBe(1m - (2 * 0.000_000_6m));
    }

    [Fact]
    public async Task Chat_NotEnforced_NeitherNeedsNorUsesCredit()
    {
        using var without = await _gateway.AskAsync("hello", maxTokens: null);
        without.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await SeenReceipt.OfAsync(_gateway.Gateway.Client, without.Headers.GetValues("x-request-id").Single())).Root.TryGetProperty("credit", out _).ShouldBeFalse();
        _gateway.Upstream.Requests.Single().Member("max_completion_tokens").ShouldBeNull();
        await _gateway.TopUpAsync(1m);

        (await _gateway.AskAsync("again")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _gateway.StateAsync()).Balance.ShouldBe(1m);
    }

    [Fact]
    public async Task Chat_Sandbox_UsesNoCredit()
    {
        await _gateway.EnforceAsync();

        (await _gateway.AskAsync("hello", model: "sandbox-echo")).StatusCode.ShouldBe(HttpStatusCode.OK);

        (await _gateway.TransfersAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_Replay_IsChargedItsExactAmountAndRefusedBelowZero()
    {
        await _gateway.TopUpAsync(1m);
        await _gateway.EnforceAsync();
        (await _gateway.AskAsync("hello")).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var replay = await _gateway.AskAsync("hello");
        replay.Headers.GetValues("x-nextmodel-serve-mode").Single().ShouldBe("exact_cache");
        (await _gateway.StateAsync()).Balance.ShouldBe(1m - (1.1m * OneRequest));
        await _gateway.PostAsync("{\"kind\":\"chargeback\",\"amount\":1,\"payment\":\"INV-1\",\"external_id\":\"CB-1\"}");

        (await _gateway.AskAsync("hello")).StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await _gateway.StateAsync()).Balance.ShouldBe(-1.1m * OneRequest);
        await _gateway.TopUpAsync(1m, "INV-2");
        (await _gateway.AskAsync("hello")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Promo_BeforePaidAndUntilItEnds_IsSpentFirst()
    {
        await _gateway.TopUpAsync(1m);
        var promo = await _gateway.PostAsync("{\"kind\":\"promo\",\"amount\":\"0.5\",\"expires_at\":\"2026-11-23T12:00:00Z\",\"reason\":\"welcome\"}");
        await _gateway.EnforceAsync();

        (await _gateway.AskAsync("hello")).StatusCode.ShouldBe(HttpStatusCode.OK);

        var credit = (await _gateway.SendAsync("GET", "/default")).Json;
        credit.GetProperty("paid").GetString().ShouldBe("1.000000000");
        credit.GetProperty("promos")[0].GetProperty("id").GetString().ShouldBe(promo.GetProperty("id").GetString());
        CreditGateway.Amount(credit.GetProperty("promos")[0], "amount").ShouldBe(0.5m - OneRequest);
        _gateway.Time.Advance(TimeSpan.FromDays(1));
        (await _gateway.StateAsync()).Available.ShouldBe(1m);
        await _gateway.Gateway.Installation.Credits.ExpireAsync(CancellationToken.None);
        (await _gateway.StateAsync()).ShouldBe((1m, 0, 1m));
        var expiries = (await _gateway.TransfersAsync()).Where(transfer => transfer.GetProperty("kind").GetString() == "expiry");
        expiries.Sum(expiry => CreditGateway.Amount(expiry, "amount")).ShouldBe(OneRequest - 0.5m);
    }

    [Fact]
    public async Task Post_SameExternalIdTwice_IsOneTransferAndOneAuditEntry()
    {
        var first = await _gateway.TopUpAsync(5m);
        var second = await _gateway.TopUpAsync(5m);

        second.GetProperty("id").GetString().ShouldBe(first.GetProperty("id").GetString());
        (await _gateway.SendAsync("POST", "/default/transfers", "{\"kind\":\"top_up\",\"amount\":6,\"external_id\":\"INV-1\"}")).Code.ShouldBe("idempotency_conflict");
        (await _gateway.TransfersAsync()).Count.ShouldBe(1);
        using var admin = Limits.AdminClient.Of(_gateway.Gateway);
        using var audit = JsonDocument.Parse(await admin.GetStringAsync("/api/admin/v1/audit?action=credit"));
        var entry = audit.RootElement.GetProperty("data").EnumerateArray().ShouldHaveSingleItem();
        entry.GetProperty("action").GetString().ShouldBe("credit.top_up");
        entry.GetProperty("after").GetProperty("amount").GetString().ShouldBe("5.000000000");
    }

    [Fact]
    public async Task Transfers_PagesAndExport_ShowEachOnceAndAddUp()
    {
        for (var n = 0; n < 7; n++)
        {
            await _gateway.TopUpAsync(n + 1, $"INV-{n}");
        }

        var seen = new List<string>();
        for (var path = "/default/transfers?limit=3"; ;)
        {
            var page = (await _gateway.SendAsync("GET", path)).Json;
            seen.AddRange(page.GetProperty("data").EnumerateArray().Select(transfer => transfer.GetProperty("external_id").GetString()!));
            if (!page.GetProperty("has_more").GetBoolean())
            {
                break;
            }

            path = $"/default/transfers?limit=3&after={page.GetProperty("next").GetString()}";
        }

        seen.ShouldBe(Enumerable.Range(0, 7).Reverse().Select(n => $"INV-{n}"));
        var exported = (await _gateway.SendAsync("GET", "/default/export")).Body.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonDocument.Parse(line).RootElement).ToList();
        exported.Sum(transfer => CreditGateway.Amount(transfer, "amount")).ShouldBe(28);
        CreditGateway.Amount(exported[^1], "balance").ShouldBe(28);
        (await _gateway.SendAsync("GET", "/default/transfers?external_id=INV-3")).Json.GetProperty("data").GetArrayLength().ShouldBe(1);
        (await _gateway.SendAsync("GET", "/default/transfers?kind=refund")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);
        (await _gateway.SendAsync("GET", "/default/transfers?kind=gift")).Status.ShouldBe(400);
        (await _gateway.Gateway.Installation.Credits.CheckAsync(CancellationToken.None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Patch_TwoEditorsAtOnce_TheSecondIsTold()
    {
        var version = (await _gateway.SendAsync("GET", "/default")).ETag;

        (await _gateway.SendAsync("PATCH", "/default", "{\"enforced\":true}")).Code.ShouldBe("precondition_required");
        (await _gateway.SendAsync("PATCH", "/default", "{\"enforced\":true}", version)).Status.ShouldBe(200);
        (await _gateway.SendAsync("PATCH", "/default", "{\"enforced\":false}", version)).Code.ShouldBe("precondition_failed");
        (await _gateway.SendAsync("PATCH", "/default", "{}", "*")).Status.ShouldBe(400);
        (await _gateway.SendAsync("GET", "/default")).Json.GetProperty("enforced").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData("{\"kind\":\"gift\",\"amount\":1}", "kind")]
    [InlineData("{\"kind\":\"charge\",\"amount\":1}", "kind")]
    [InlineData("{\"amount\":1}", "kind")]
    [InlineData("{\"kind\":\"top_up\",\"amount\":1}", "external_id")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\"x\"}", "amount")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\"x\",\"amount\":0}", "amount")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\"x\",\"amount\":-1}", "amount")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\"x\",\"amount\":0.0000000001}", "amount")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\"x\",\"amount\":1000000001}", "amount")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\" \",\"amount\":1}", "external_id")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\"x\",\"amount\":1,\"payment\":\"y\"}", "payment")]
    [InlineData("{\"kind\":\"top_up\",\"external_id\":\"x\",\"amount\":1,\"colour\":\"red\"}", "colour")]
    [InlineData("{\"kind\":\"promo\",\"amount\":1}", "reason")]
    [InlineData("{\"kind\":\"promo\",\"amount\":1,\"reason\":\"x\",\"expires_at\":\"2026-11-22T12:00:00Z\"}", "expires_at")]
    [InlineData("{\"kind\":\"adjustment\",\"amount\":0,\"reason\":\"x\"}", "amount")]
    [InlineData("{\"kind\":\"refund\",\"amount\":1,\"external_id\":\"x\"}", "payment")]
    [InlineData("{\"kind\":\"reversal\",\"reason\":\"x\",\"transfer\":\"tx_1\"}", "transfer")]
    [InlineData("{\"kind\":\"reversal\",\"reason\":\"x\",\"transfer\":\"ctr_00000000000000000000000000000001\",\"amount\":1}", "amount")]
    public async Task Post_BadTransfer_IsRefusedByName(string body, string param)
    {
        var reply = await _gateway.SendAsync("POST", "/default/transfers", body);

        reply.Status.ShouldBe(400, reply.Body);
        reply.Json.GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
    }

    [Theory]
    [InlineData("{\"kind\":\"refund\",\"amount\":1,\"payment\":\"INV-9\",\"external_id\":\"R\"}", 404)]
    [InlineData("{\"kind\":\"refund\",\"amount\":6,\"payment\":\"INV-1\",\"external_id\":\"R\"}", 409)]
    [InlineData("{\"kind\":\"adjustment\",\"amount\":-6,\"reason\":\"x\"}", 409)]
    [InlineData("{\"kind\":\"reversal\",\"reason\":\"x\",\"transfer\":\"ctr_00000000000000000000000000000001\"}", 404)]
    public async Task Post_TransferThatCannotBe_IsRefusedAndChangesNothing(string body, int status)
    {
        await _gateway.TopUpAsync(5m);

        (await _gateway.SendAsync("POST", "/default/transfers", body)).Status.ShouldBe(status);

        (await _gateway.StateAsync()).ShouldBe((5m, 0, 5m));
        (await _gateway.SendAsync("GET", "/nobody")).Status.ShouldBe(404);
    }
}
