using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Architecture;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Pricing;

/// <summary>The guide, followed: its configuration against a server of ours in place of the provider's.</summary>
public sealed class AddASourceTests
{
    private static readonly string Guide = RepositoryTree.Read("docs/guides/add-a-source.md");

    [Fact]
    public async Task Guide_ItsConfiguration_ServesAndChargesTheModel()
    {
        await using var provider = await FakeUpstream.StartAsync();
        var yaml = Snippet("yaml")
            .Replace("https://api.acme.example/v1", provider.BaseUrl, StringComparison.Ordinal)
            .Replace("large-2026-10", "echo", StringComparison.Ordinal);
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = yaml,
            Environment = new Dictionary<string, string> { ["ACME_API_KEY"] = "upstream-secret-key" },
        });

        using var answer = await gateway.ChatAsync("""{"model":"acme-large","messages":[{"role":"user","content":"Hello"}]}""");

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var receipt = JsonDocument.Parse(await gateway.Client.GetStringAsync(
            new Uri(answer.Headers.GetValues("x-nextmodel-receipt-url").Single()).PathAndQuery)).RootElement;
        receipt.GetProperty("source").GetString().ShouldBe("acme");
        receipt.GetProperty("region").GetString().ShouldBe("eu");
        receipt.GetProperty("billing").GetProperty("price").GetProperty("output").GetString().ShouldBe("1.50");
        receipt.GetProperty("billing").GetProperty("basis").GetString().ShouldBe("list_price");
    }

    [Fact]
    public void Guide_ItsCatalogFile_IsTakenByTheSchema()
    {
        var schema = JsonDocument.Parse(RepositoryTree.Read("catalog/source.schema.json")).RootElement;

        OpenApi.SchemaCheck.Check(JsonDocument.Parse(Snippet("json")).RootElement, schema, schema).ShouldBeEmpty();
    }

    private static string Snippet(string language) => Regex.Match(Guide, $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;
}
