using System.Net;
using NextModel.Routing;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Credentials.ByokGateway;

namespace NextModel.Gateway.Tests.Credentials;

/// <summary>What a source does to one organization's credential is nothing to others.</summary>
public sealed class CredentialIsolationTests
{
    [Fact]
    public async Task Chat_OneTenantsBadKey_OpensItsOwnBreakerAndNobodyElses()
    {
        var time = new ManualTime();
        await using var gateway = await StartAsync(options: new TestGatewayOptions { Time = time });
        using var others = gateway.Gateway.CreateClient(await gateway.Gateway.CreateKeyAsync(organization: "other"));
        var own = await gateway.AddAsync(BadKey, more: ",\"save_anyway\":true");
        await gateway.RuleAsync("policy: 1\ncredentials: own_only");

        for (var i = 0; i < TargetHealth.RowToOpen; i++)
        {
            (await gateway.ChatAsync(Ask($"fail {i}"))).Reply.Status.ShouldBe(HttpStatusCode.BadGateway);
            time.Advance(TimeSpan.FromMilliseconds(300));
        }

        // Its own breaker is open, and says whose.
        var (refused, _) = await gateway.ChatAsync(Ask("again"));
        (refused.Status, refused.ErrorCode).ShouldBe((HttpStatusCode.ServiceUnavailable, "no_healthy_source"));
        refused.ErrorMessage.ShouldContain($"fake under {own.Id}: keeps failing");
        gateway.Upstream.Requests.Count(r => r.Method == "POST").ShouldBe(TargetHealth.RowToOpen);

        // The platform's target at the same source knows nothing of it.
        gateway.Gateway.Installation.Targets.All.ShouldAllBe(t => t.Health.Read().State == HealthState.Closed && t.Health.Read().Failures == 0);
        (await gateway.ChatAsync(Ask(), others)).Reply.Status.ShouldBe(HttpStatusCode.OK);

        // A new secret is not left alone for what the old one did.
        (await gateway.SendAsync("POST", $"/{own.Id}/rotate", new { secret = OwnKey }, "*")).Status.ShouldBe(200);
        (await gateway.ChatAsync(Ask("again"))).Reply.Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Chat_OneTenantsRateLimit_RestsNobodyElse()
    {
        var time = new ManualTime();
        await using var gateway = await StartAsync(options: new TestGatewayOptions { Time = time });
        using var others = gateway.Gateway.CreateClient(await gateway.Gateway.CreateKeyAsync(organization: "other"));
        gateway.Upstream.Play(Asking((request, attempt) => KeyOf(request) == OwnKey
            ? ScriptedResponse.Json("""{"error":{"message":"slow down","type":"rate_limit_error","param":null,"code":"rate_limit_exceeded"}}""", 429) with
            {
                Headers = [new("content-type", "application/json"), new("retry-after", "120")],
            }
            : Behaviours.Canary()(request, attempt)));
        var limited = await gateway.AddAsync();

        // Limited, it goes on under the platform's; and is left alone for as long as the source said.
        var (_, first) = await gateway.ChatAsync(Ask("one"));
        CredentialsOf(first).ShouldBe([limited.Id, "platform"]);
        var (_, second) = await gateway.ChatAsync(Ask("two"));
        CredentialsOf(second).ShouldBe(["platform"]);

        // Neither another tenant nor another credential of the same is.
        (await gateway.ChatAsync(Ask("three"), others)).Reply.Status.ShouldBe(HttpStatusCode.OK);
        time.Advance(TimeSpan.FromSeconds(1));
        var next = await gateway.AddAsync(NextKey, name: "spare");
        var (_, third) = await gateway.ChatAsync(Ask("four"));
        CredentialsOf(third).ShouldBe([next.Id]);
        gateway.Gateway.Installation.Targets.All.ShouldAllBe(t => t.Health.Read().State == HealthState.Closed);

        time.Advance(TimeSpan.FromSeconds(121));
        var (_, fourth) = await gateway.ChatAsync(Ask("five"));
        CredentialsOf(fourth)[0].ShouldBe(limited.Id);
    }

    [Fact]
    public async Task Offers_AfterAnOwnCredentialWasUsed_TellThePlatformsMeasurementsOnly()
    {
        await using var gateway = await StartAsync();
        await gateway.AddAsync();
        await gateway.ChatAsync(Ask());

        var offers = await gateway.SendAsync("GET", "", resource: "offers");

        offers.Status.ShouldBe(200);
        offers.Json.GetProperty("data").EnumerateArray().ShouldAllBe(o => o.GetProperty("latency").GetArrayLength() == 0);
    }
}
