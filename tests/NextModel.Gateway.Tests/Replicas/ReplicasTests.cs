using System.Net;
using System.Text.Json;
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

    private static Task<TestGateway> StartAsync(string database) => TestGateway.StartAsync(new TestGatewayOptions
    {
        Environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXTMODEL_DATABASE"] = database,
            ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(Enumerable.Repeat((byte)7, 32).ToArray()),
        },
    });
}
