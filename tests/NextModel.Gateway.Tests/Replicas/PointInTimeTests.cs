using System.Security.Cryptography;
using NextModel.Testing;
using NextModel.Testing.Gateway;
using NextModel.Testing.Postgres;
using NextModel.Testing.Upstream;
using Npgsql;

namespace NextModel.Gateway.Tests.Replicas;

/// <summary>The database taken back to a moment, as the guide to backups says.</summary>
public sealed class PointInTimeTests
{
    private const string Body = "{\"model\":\"canary\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}],\"seed\":NUMBER}";

    [Fact]
    public async Task Restore_ToAMoment_HasWhatCameBeforeVerifiesAndSaysWhatIsMissing()
    {
        using var cluster = PostgresCluster.StartArchiving();
        using var secrets = new TemporaryDirectory();
        await using var upstream = await FakeUpstream.StartAsync();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXTMODEL_DATABASE"] = cluster.CreateEmptyDatabase(),
            ["NEXTMODEL_MASTER_KEY"] = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            ["NEXTMODEL_WITNESS"] = secrets.File("witness"),
        };
        string key;
        List<string> before = [];
        await using (var gateway = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["canary"], Environment = environment }))
        {
            key = gateway.ApiKey;
            before.AddRange([await AskAsync(gateway, 1), await AskAsync(gateway, 2)]);
            cluster.BackUp();
            before.AddRange([await AskAsync(gateway, 3), await AskAsync(gateway, 4)]);
            cluster.MarkPoint("noon");
            await AskAsync(gateway, 5);
        }

        using var restored = cluster.RestoreTo("noon");
        environment["NEXTMODEL_DATABASE"] = restored.ConnectionString(new NpgsqlConnectionStringBuilder(environment["NEXTMODEL_DATABASE"]).Database!);
        await using var after = await TestGateway.StartAsync(upstream, new TestGatewayOptions { Models = ["canary"], Environment = environment });
        using var client = after.CreateClient(key);

        foreach (var receipt in before)
        {
            (await client.GetAsync(new Uri(receipt, UriKind.Relative))).EnsureSuccessStatusCode();
        }

        (await client.GetStringAsync("/v1/receipts")).Split("\"id\":\"rcpt_").Length.ShouldBe(1 + before.Count);
        after.Installation.Findings.ShouldContain(finding => finding.Contains("it counted 5 receipts at", StringComparison.Ordinal) && finding.Contains("the ledger has 4", StringComparison.Ordinal));
        await AskAsync(after, 6);
        using var machine = new TemporaryDirectory();
        await File.WriteAllTextAsync(machine.File("nextmodel.yaml"), "", TestContext.Current.CancellationToken);
        var verified = await CommandProcess.RunWithAsync(machine.Path, environment, "receipts", "verify", "--all");
        verified.LastLine.ShouldStartWith("5 receipts verified");
    }

    // Where its receipt is.
    private static async Task<string> AskAsync(TestGateway gateway, int number)
    {
        using var response = await gateway.ChatAsync(Body.Replace("NUMBER", $"{number}", StringComparison.Ordinal));
        response.EnsureSuccessStatusCode();
        var link = response.Headers.GetValues("x-nextmodel-receipt-url").Single();
        return new Uri(new Uri(gateway.Origin), new Uri(link).PathAndQuery).PathAndQuery;
    }
}
