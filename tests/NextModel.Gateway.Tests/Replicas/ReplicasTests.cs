using System.Net;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Testing.Gateway;
using NextModel.Testing.Postgres;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>Whole gateways over one PostgreSQL database.</summary>
public sealed class ReplicasTests
{
    private const string Question = """{"model":"sandbox-echo","messages":[{"role":"user","content":"hello"}]}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chat_OnTwoReplicas_HasReceiptsThatBothShow()
    {
        var database = PostgresCluster.Shared.CreateDatabase();
        await using var one = await StartAsync(database);
        await using var other = await StartAsync(database);
        var receipts = new List<string>();
        for (var n = 0; n < 6; n++)
        {
            using var answer = await (n % 2 == 0 ? one : other).ChatAsync(Question.Replace("hello", $"hello {n}", StringComparison.Ordinal));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync(Cancellation));
            receipts.Add(new Uri(answer.Headers.GetValues("x-nextmodel-receipt-url").Single()).Segments[^1]);
        }

        foreach (var receipt in receipts)
        {
            foreach (var gateway in new[] { one, other })
            {
                using var client = gateway.CreateClient(one.ApiKey);
                using var found = await client.GetAsync($"/v1/receipts/{receipt}", Cancellation);
                found.StatusCode.ShouldBe(HttpStatusCode.OK);
                using var text = JsonDocument.Parse(await found.Content.ReadAsStringAsync(Cancellation));
                text.RootElement.GetProperty("id").GetString().ShouldBe(receipt);
            }
        }
    }

    // Each would let in ten for itself; before they have said anything to each other, one.
    [Fact]
    public async Task Chat_LimitOnAKeyOverTwoReplicas_IsOneLimitForBoth()
    {
        const int Limit = 10;
        var database = PostgresCluster.Shared.CreateDatabase();
        await using var one = await StartAsync(database);
        await using var other = await StartAsync(database);
        var project = one.Installation.Directory.Callers.Single(caller => one.ApiKey.StartsWith(caller.Key.Prefix, StringComparison.Ordinal)).Project.Id;
        var set = await one.Installation.Operations.RateLimits.SetAsync(Identity.Administrator.CommandLine, project, null, new RateLimitsBody(Limit, null, null), Cancellation);
        set.TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);
        var began = TimeProvider.System.GetTimestamp();
        while (other.Installation.Rates.Find(project) is null)
        {
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(30), "it is heard of");
            await Task.Yield();
        }

        var admitted = 0;
        for (var n = 0; admitted < Limit; n++)
        {
            using var answer = await (n % 2 == 0 ? one : other).ChatAsync(Question.Replace("hello", $"hello {n}", StringComparison.Ordinal));
            answer.StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.TooManyRequests);
            admitted += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
            TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromMinutes(1), $"{admitted} were let in");
        }

        for (var n = 0; n < 40; n++)
        {
            using var answer = await (n % 2 == 0 ? one : other).ChatAsync(Question.Replace("hello", $"more {n}", StringComparison.Ordinal));
            admitted += answer.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }

        ((double)admitted).ShouldBeLessThanOrEqualTo((Limit * (1 + TimeProvider.System.GetElapsedTime(began).TotalMinutes)) + 2);
    }

    private static Task<TestGateway> StartAsync(string database) => TestGateway.StartAsync(new TestGatewayOptions
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXTMODEL_DATABASE"] = database,
            ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
        },
    });
}
