using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Ledger;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>A model of the catalog that only makes images: found, estimated, called, charged by its usage, and proved.</summary>
public sealed class CatalogImagesTests : IAsyncLifetime
{
    private const string Model = "gpt-image-2.6-sunburst";
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: openai, base_url: "{{_upstream.BaseUrl}}", api_key: upstream-secret-key, max_attempts: 1 }
                """,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task Image_Made_IsChargedAsTheCatalogSaysAndWasEstimated()
    {
        _upstream.Play(Model, (_, _) => ScriptedResponse.Json(
            """
            {"created":1,"data":[{"b64_json":"aGk="}],
             "usage":{"input_tokens":1200,"input_tokens_details":{"text_tokens":200,"image_tokens":1000},"output_tokens":4000,"total_tokens":5200}}
            """));
        using var estimate = await PostAsync("/api/pricing/estimate", $$"""{"model":"{{Model}}","input_tokens":1200,"image_input_tokens":1000,"output_tokens":4000}""");
        using var estimated = JsonDocument.Parse(await estimate.Content.ReadAsStringAsync(Cancellation));

        using var response = await PostAsync("/v1/images/generations", $$"""{"model":"{{Model}}","prompt":"A lantern"}""");

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync(Cancellation));
        var receipt = SeenReceipt.Parse(await _gateway.Client.GetByteArrayAsync(new Uri(response.Headers.GetValues("x-nextmodel-receipt-url").Single()).PathAndQuery, Cancellation));
        receipt.Root.GetProperty("billing").GetProperty("lines").EnumerateArray()
            .Select(line => $"{line.GetProperty("item")} {line.GetProperty("tokens")} {line.GetProperty("unit_price")}")
            .ShouldBe(["input 200 5", "image_input 1000 8", "output 4000 30"]);
        receipt.Amount.ShouldBe(0.129m);
        receipt.Root.GetProperty("billing").GetProperty("price").GetProperty("version").GetString()!.ShouldStartWith("catalog:openai/gpt-image-2-6-sunburst:2026-11-05:");
        estimated.RootElement.GetProperty("estimates")[0].GetProperty("fresh").GetProperty("per_request").GetString().ShouldBe("0.129000000");
        VerifyingKeys.TryParse(await _gateway.Client.GetByteArrayAsync("/.well-known/jwks.json", Cancellation), out var keys).ShouldBeTrue();
        using (keys)
        {
            new ReceiptVerifier(keys).Verify(Encoding.UTF8.GetBytes(receipt.Root.GetRawText())).Problems.ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Catalog_AndItsPage_SayThatItMakesImages()
    {
        using var listed = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/api/catalog?capability=images", Cancellation));
        var page = await _gateway.Client.GetStringAsync("/models/gpt-image-2-6-sunburst", Cancellation);

        listed.RootElement.GetProperty("models").EnumerateArray().Select(model => model.GetProperty("id").GetString()).ShouldContain("gpt-image-2-6-sunburst");
        var price = listed.RootElement.GetProperty("models").EnumerateArray().Single(model => model.GetProperty("id").GetString() == "gpt-image-2-6-sunburst")
            .GetProperty("offers")[0].GetProperty("price");
        price.GetProperty("image_input").GetDecimal().ToString(CultureInfo.InvariantCulture).ShouldBe("8");
        page.ShouldContain("Images in the input");
        page.ShouldContain("client.images.generate(");
        page.ShouldNotContain("chat.completions");
    }

    [Theory]
    [InlineData("/v1/chat/completions", """{"model":"gpt-image-2.6-sunburst","messages":[{"role":"user","content":"Hi"}]}""", "'gpt-image-2-6-sunburst' makes images and does not chat.")]
    [InlineData("/v1/embeddings", """{"model":"gpt-image-2.6-sunburst","input":"Hi"}""", "'gpt-image-2-6-sunburst' makes no embeddings.")]
    public async Task Request_OfAnotherKind_IsRefusedBeforeACall(string path, string body, string message)
    {
        using var response = await PostAsync(path, body);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await response.Content.ReadAsStringAsync(Cancellation)).ShouldContain(message);
        _upstream.Requests.ShouldBeEmpty();
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) =>
        _gateway.Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"), Cancellation);
}
