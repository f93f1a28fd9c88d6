using System.Net;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Credentials.ByokGateway;

namespace NextModel.Gateway.Tests.Credentials;

/// <summary>Requests of an organization with a credential of its own: under whose account they go out, what they cost, and what the receipt says.</summary>
public sealed class ByokTests
{
    private const string Nothing = "0.000000000";

    [Theory]
    [InlineData("")]
    [InlineData(",\"stream\":true")]
    public async Task Chat_OwnCredential_GoesOutUnderItAndCostsNothingHere(string more)
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync();

        var (reply, receipt) = await gateway.ChatAsync(Ask(more: more));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        gateway.KeysSeen.ShouldBe([OwnKey]);
        CredentialsOf(receipt).ShouldBe([own.Id]);
        var (basis, list, amount) = BillingOf(receipt);
        (basis, amount).ShouldBe(("byok", Nothing));
        list.ShouldNotBe(Nothing);
        receipt.GetProperty("billing").GetProperty("discount").GetString().ShouldBe(list);
        receipt.GetProperty("attempts")[0].GetProperty("cost").GetString().ShouldBe(list, "what the provider will ask the organization for");
        reply.Body.ShouldNotContain(OwnKey);
    }

    [Fact]
    public async Task Chat_OwnCredentialRefused_FallsBackToThePlatformUnlessAPolicyForbidsIt()
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync(BadKey, more: ",\"save_anyway\":true");

        var (reply, receipt) = await gateway.ChatAsync(Ask());
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        CredentialsOf(receipt).ShouldBe([own.Id, "platform"]);
        receipt.GetProperty("attempts")[0].GetProperty("error").GetString().ShouldBe("credential_refused");
        BillingOf(receipt).Basis.ShouldBe("list_price");

        await gateway.RuleAsync("policy: 1\ncredentials: own_only");
        var (refused, failed) = await gateway.ChatAsync(Ask("again"));

        (refused.Status, refused.ErrorCode).ShouldBe((HttpStatusCode.BadGateway, "provider_error"));
        refused.ErrorMessage.ShouldContain(own.Id);
        refused.ErrorMessage.ShouldNotContain(BadKey);
        CredentialsOf(failed).ShouldBe([own.Id]);
        BillingOf(failed).Amount.ShouldBe(Nothing);
    }

    [Fact]
    public async Task Chat_OwnOnlyWithoutACredential_IsRefusedBeforeAnybodyIsCalled()
    {
        await using var gateway = await StartAsync();
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");

        var (reply, _) = await gateway.ChatAsync(Ask());

        (reply.Status, reply.ErrorCode).ShouldBe((HttpStatusCode.Forbidden, "policy_denied"));
        reply.ErrorMessage.ShouldContain("credential of the organization's own");
        reply.ErrorMessage.ShouldContain("'fake' ('./nextmodel credentials add')");
        reply.Headers.Keys.ShouldNotContain("x-nextmodel-receipt-url");
        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_PlatformOnly_LeavesOwnCredentialsAlone()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync();
        await gateway.RuleAsync("policy: 1\nrules: [{ name: ours, credentials: platform_only }]");

        var (_, receipt) = await gateway.ChatAsync(Ask());

        CredentialsOf(receipt).ShouldBe(["platform"]);
        BillingOf(receipt).Basis.ShouldBe("list_price");
        gateway.KeysSeen.ShouldBe([PlatformKey]);
    }

    [Fact]
    public async Task Chat_ProjectWantsThePlatformAndTheOrganizationItsOwn_IsRefused()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync();
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");
        await gateway.RuleAsync("policy: 1\nrules: [{ name: cheap, credentials: platform_only }]", "project", "default");

        var (reply, _) = await gateway.ChatAsync(Ask());

        (reply.Status, reply.ErrorCode).ShouldBe((HttpStatusCode.Forbidden, "policy_denied"));
        gateway.KeysSeen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_AliasOfAProject_IsNoWayAroundTheCredentialsOfItsOrganization()
    {
        await using var gateway = await StartAsync();
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");
        await gateway.RuleAsync("policy: 1\naliases: { fast: canary }", "project", "default");

        var (reply, _) = await gateway.ChatAsync(Ask(model: "fast"));

        (reply.Status, reply.ErrorCode).ShouldBe((HttpStatusCode.Forbidden, "policy_denied"));
        gateway.KeysSeen.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_Rotation_IsUsedByTheNextRequestAndNotByThoseInFlight()
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync();
        gateway.Upstream.Play(Asking((request, attempt) => Behaviours.Steady(3, TimeSpan.FromMilliseconds(300))(request, attempt)));

        using var inFlight = await gateway.Gateway.Client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Ask("slow", more: ",\"stream\":true"), null, "application/json") },
            HttpCompletionOption.ResponseHeadersRead);
        gateway.Upstream.Play(Asking(Behaviours.Canary(), PlatformKey, NextKey));
        var rotated = await gateway.SendAsync("POST", $"/{own.Id}/rotate", new { secret = NextKey }, own.ETag);
        rotated.Status.ShouldBe(200, rotated.Body);
        var (next, receipt) = await gateway.ChatAsync(Ask("next"));
        var body = await inFlight.Content.ReadAsStringAsync();

        next.Status.ShouldBe(HttpStatusCode.OK, next.Body);
        CredentialsOf(receipt).ShouldBe([own.Id]);
        body.ShouldEndWith("data: [DONE]\n\n");
        gateway.KeysSeen.ShouldBe([OwnKey, NextKey]);
        rotated["secret_last_four"].ShouldBe("4712");
    }

    [Fact]
    public async Task Chat_RotatedUnderLoad_NoRequestFails()
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync();
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");

        var asking = Task.WhenAll(Enumerable.Range(0, 8).Select(async caller =>
        {
            for (var i = 0; i < 25; i++)
            {
                var (reply, receipt) = await gateway.ChatAsync(Ask($"{caller} {i}"));
                reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
                CredentialsOf(receipt).ShouldBe([own.Id]);
            }
        }));
        for (var i = 0; !asking.IsCompleted; i++)
        {
            (await gateway.SendAsync("POST", $"/{own.Id}/rotate", new { secret = i % 2 == 0 ? NextKey : OwnKey }, "*")).Status.ShouldBe(200);
        }

        await asking;
        gateway.KeysSeen.Count.ShouldBe(200);
        gateway.KeysSeen.Distinct().Order().ShouldBe([OwnKey, NextKey]);
    }

    [Theory]
    [InlineData("anthropic", "anthropic-normal", "", "x-api-key", OwnKey)]
    [InlineData("gemini", "gemini-stream", ",\"stream\":true", "x-goog-api-key", OwnKey)]
    [InlineData("bedrock", "bedrock-normal", "", "authorization", $"Bearer {OwnKey}")]
    [InlineData("azure-openai", "chat-json", "", "api-key", OwnKey)]
    public async Task Chat_OtherDialects_GoOutUnderTheOwnKeyToo(string source, string fixture, string more, string header, string value)
    {
        await using var gateway = await StartAsync();
        gateway.Upstream.Reset();
        var own = await gateway.AddAsync(
            source: source, more: $",\"base_url\":\"{gateway.Upstream.Origin}\",\"models\":{{\"canary\":\"{fixture}\"}},\"save_anyway\":true");
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");

        var (reply, receipt) = await gateway.ChatAsync(Ask(more: more));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        (receipt.GetProperty("source").GetString(), receipt.GetProperty("upstream_model").GetString()).ShouldBe((source, fixture));
        CredentialsOf(receipt).ShouldBe([own.Id]);
        gateway.Upstream.Requests.Single(r => r.Method == "POST").Header(header).ShouldBe(value);
    }

    [Fact]
    public async Task Embeddings_OwnCredential_GoOutUnderItToo()
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync();

        using var response = await gateway.Gateway.Client.PostAsync(
            "/v1/embeddings", new StringContent("""{"model":"canary","input":"hello"}""", null, "application/json"));

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var receipt = (await SeenReceipt.OfAsync(gateway.Gateway.Client, response.Headers.GetValues("x-request-id").Single())).Root;
        CredentialsOf(receipt).ShouldBe([own.Id]);
        BillingOf(receipt).Basis.ShouldBe("byok");
    }

    [Fact]
    public async Task Chat_SourceThePlatformHasNoKeyFor_CanBeCalledByThoseWhoHave()
    {
        await using var gateway = await StartAsync();
        var stranger = await gateway.Gateway.CreateKeyAsync(organization: "other");
        var own = await gateway.AddAsync(source: "deepseek", more: $",\"base_url\":\"{gateway.Upstream.BaseUrl}\"");
        var model = (await ModelsAsync(gateway, null)).Except(await ModelsAsync(gateway, stranger)).First();

        var (reply, receipt) = await gateway.ChatAsync(Ask(model: model));
        using var others = gateway.Gateway.CreateClient(stranger);
        var (unknown, _) = await gateway.ChatAsync(Ask(model: model), others);

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        (receipt.GetProperty("source").GetString(), receipt.GetProperty("region").GetString()).ShouldBe(("deepseek", "cn"));
        CredentialsOf(receipt).ShouldBe([own.Id]);
        BillingOf(receipt).Basis.ShouldBe("byok");
        (unknown.Status, unknown.ErrorCode).ShouldBe((HttpStatusCode.NotFound, "model_not_found"));
    }

    [Fact]
    public async Task Policy_ModelThatOnlyOwnCredentialsCall_CanBeNamedByThoseWhoHaveThem()
    {
        const string Document = "policy: 1\nrules:\n  - { name: one, models: { allow: [deepseek-flash] }, sources: { allow: [deepseek] } }";
        await using var gateway = await StartAsync();
        var before = await gateway.SendAsync("POST", "", new { scope = "organization", document = Document }, resource: "policies");
        await gateway.AddAsync(source: "deepseek", more: $",\"base_url\":\"{gateway.Upstream.BaseUrl}\"");

        await gateway.RuleAsync(Document);
        var (reply, receipt) = await gateway.ChatAsync(Ask(model: "deepseek-flash"));
        var (other, _) = await gateway.ChatAsync(Ask());

        before.Status.ShouldBe(400, "nobody in the organization can call it");
        before.Body.ShouldContain("there is no model 'deepseek-flash'");
        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        receipt.GetProperty("source").GetString().ShouldBe("deepseek");
        other.ErrorCode.ShouldBe("model_not_allowed");
    }

    [Fact]
    public async Task Chat_CredentialOfOneProject_IsUsedThereOnlyAndFirst()
    {
        await using var gateway = await StartAsync();
        using var site = gateway.Gateway.CreateClient(await gateway.Gateway.CreateKeyAsync("site"));
        await gateway.AddAsync(OwnKey);
        var ofProject = await gateway.AddAsync(NextKey, name: "site", more: ",\"project\":\"site\"");

        await gateway.ChatAsync(Ask());
        var (_, receipt) = await gateway.ChatAsync(Ask(), site);

        gateway.KeysSeen.ShouldBe([OwnKey, NextKey]);
        CredentialsOf(receipt).ShouldBe([ofProject.Id]);
    }

    [Fact]
    public async Task Chat_Deployments_AreCalledByTheirNames()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync(more: ",\"models\":{\"canary\":\"my-deployment\"}");
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");

        var (reply, receipt) = await gateway.ChatAsync(Ask());
        var (refused, _) = await gateway.ChatAsync(Ask(model: "echo"));

        reply.Status.ShouldBe(HttpStatusCode.OK, reply.Body);
        receipt.GetProperty("upstream_model").GetString().ShouldBe("my-deployment");
        refused.ErrorCode.ShouldBe("policy_denied", "the credential does not serve it");
    }

    [Fact]
    public async Task Chat_AddressThatLeadsToAPrivateNetwork_IsNotConnectedTo()
    {
        // Nothing is allowed beside public addresses, and the name is only resolved when it is connected to.
        await using var gateway = await StartAsync("");
        var address = gateway.Upstream.BaseUrl.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);
        var own = await gateway.AddAsync(more: $",\"base_url\":\"{address}\",\"save_anyway\":true");
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");

        var (reply, receipt) = await gateway.ChatAsync(Ask());

        own.Json.GetProperty("last_test").GetProperty("outcome").GetString().ShouldBe("unreachable");
        (reply.Status, reply.ErrorCode).ShouldBe((HttpStatusCode.BadGateway, "provider_error"));
        reply.ErrorMessage.ShouldContain("may not be called");
        reply.ErrorMessage.ShouldNotContain("127.0.0.1");
        receipt.GetProperty("attempts")[0].GetProperty("error").GetString().ShouldBe("address_refused");
        gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Explain_OwnCredential_ShowsUnderWhichEachTargetGoesOut()
    {
        await using var gateway = await StartAsync();
        var own = await gateway.AddAsync();
        var key = gateway.Gateway.Installation.Directory.Callers.First(c => gateway.Gateway.ApiKey.StartsWith(c.Key.Prefix, StringComparison.Ordinal)).Key.Id;

        var open = await gateway.SendAsync("POST", "", $$"""{"key":"{{key}}","request":{{Ask()}}}""", resource: "policies/explain");
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");
        var ruled = await gateway.SendAsync("POST", "", $$"""{"key":"{{key}}","request":{{Ask()}}}""", resource: "policies/explain");

        Targets(open.Json).ShouldBe([(own.Id, 1, null), ("platform", 2, null)]);
        Targets(ruled.Json).ShouldBe([(own.Id, 1, null), ("platform", null, "credential")]);
        ruled.Json.GetProperty("targets")[0].GetProperty("cost").GetProperty("fresh").GetString().ShouldBe(Nothing);
    }

    private static IReadOnlyList<(string?, int?, string?)> Targets(JsonElement explanation) =>
    [
        .. explanation.GetProperty("targets").EnumerateArray().Select(t => (
            t.GetProperty("credential").GetString(),
            t.TryGetProperty("place", out var place) && place.ValueKind == JsonValueKind.Number ? place.GetInt32() : (int?)null,
            t.TryGetProperty("rejected_for", out var why) ? why.GetString() : null)),
    ];

    private static async Task<IReadOnlyList<string>> ModelsAsync(ByokGateway gateway, string? key)
    {
        using var client = gateway.Gateway.CreateClient(key ?? gateway.Gateway.ApiKey);
        using var list = JsonDocument.Parse(await client.GetStringAsync("/v1/models"));
        return [.. list.RootElement.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()!)];
    }
}
