using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Anthropic;

/// <summary>Keys, refusals, models and counts as clients of Anthropic's API meet them.</summary>
public sealed class MessagesEdgeTests
{
    private static readonly TestGatewayOptions Options = new() { Models = ["chat-normal", "chat-json"], SourceLines = "    max_attempts: 1" };

    [Fact]
    public async Task Key_InEitherHeader_SignsIn()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = $"{{\"model\":\"chat-normal\",{MessagesCall.Question}}}";

        using var bearer = await gateway.MessagesAsync(body, ("x-api-key", "not-ours"), ("authorization", $"Bearer {gateway.ApiKey}"));
        using var both = await gateway.MessagesAsync(body, ("authorization", "Bearer sk-ant-not-ours"));
        using var none = await gateway.MessagesAsync(body, ("x-api-key", "sk-ant-not-ours"));

        bearer.StatusCode.ShouldBe(HttpStatusCode.OK);
        both.StatusCode.ShouldBe(HttpStatusCode.OK);
        none.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await ErrorAsync(none)).ShouldBe(("authentication_error", "invalid_api_key", null));
    }

    [Theory]
    [InlineData("{", 400, "invalid_request_error", "invalid_json", null)]
    [InlineData("{\"model\":\"chat-normal\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", 400, "invalid_request_error", "invalid_request", "max_tokens")]
    [InlineData("{\"model\":\"chat-normal\",\"max_tokens\":1,\"messages\":[{\"role\":\"tool\",\"content\":\"x\"}]}", 400, "invalid_request_error", "invalid_request", "messages[0].role")]
    [InlineData("{\"model\":\"chat-normal\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\"}]}]}", 400, "invalid_request_error", "invalid_request", "messages[0].content[0].text")]
    [InlineData("{\"model\":\"chat-normal\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\",\"source\":{\"type\":\"url\",\"url\":\"file:///x\"}}]}]}", 400, "invalid_request_error", "invalid_request", "messages[0].content[0].source.url")]
    [InlineData("{\"model\":\"chat-normal\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"future_block\"}]}]}", 400, "invalid_request_error", "unsupported_parameter", "messages[0].content[0]")]
    [InlineData("{\"model\":\"chat-normal\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"tools\":[{\"name\":\"f\"}]}", 400, "invalid_request_error", "invalid_request", "tools[0].input_schema")]
    [InlineData("{\"model\":\"nobody\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}", 404, "not_found_error", "model_not_found", "model")]
    public async Task Wrong_Requests_AreRefusedInAnthropicsWords(string body, int status, string type, string code, string? param)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.MessagesAsync(body);

        ((int)response.StatusCode).ShouldBe(status);
        (await ErrorAsync(response)).ShouldBe((type, code, param));
        upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Type_OfTheBodyThatIsNotJson_IsRefused()
    {
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent("{}", Encoding.UTF8, "text/plain") };
        request.Headers.Add("x-api-key", gateway.ApiKey);

        using var response = await gateway.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        (await ErrorAsync(response)).ShouldBe(("invalid_request_error", "unsupported_content_type", null));
    }

    [Fact]
    public async Task Models_ForAClientWithAVersion_AreAPage()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        var first = await ModelsAsync(gateway, "?limit=1");
        var next = await ModelsAsync(gateway, $"?limit=1000&after_id={first.GetProperty("last_id").GetString()}");
        var back = await ModelsAsync(gateway, $"?limit=1&before_id={next.GetProperty("first_id").GetString()}");

        first.GetProperty("has_more").GetBoolean().ShouldBeTrue();
        next.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        back.GetRawText().Replace("false", "true", StringComparison.Ordinal).ShouldBe(first.GetRawText());
        first.GetProperty("data")[0].GetProperty("type").GetString().ShouldBe("model");
        using var chat = JsonDocument.Parse(await gateway.Client.GetStringAsync("/v1/models"));
        chat.RootElement.GetProperty("object").GetString().ShouldBe("list");
        chat.RootElement.GetProperty("data").GetArrayLength().ShouldBe(1 + next.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Count_AtASourceOfAnotherDialect_IsOursAndSaysSo()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await CountAsync(gateway, "{\"model\":\"chat-normal\",\"messages\":[{\"role\":\"user\",\"content\":\"Where do lanterns go?\"}]}");

        response.Headers.GetValues("x-nextmodel-usage-source").ShouldBe(["estimated"]);
        using var count = JsonDocument.Parse(await response.TextAsync());
        count.RootElement.GetProperty("input_tokens").GetInt64().ShouldBeInRange(5, 20);
        upstream.Requests.ShouldBeEmpty();
        response.Headers.Contains("x-nextmodel-receipt-url").ShouldBeFalse();
    }

    [Fact]
    public async Task Count_AtASourceThatSpeaksTheDialect_IsItsOwn()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options with { Dialect = "anthropic-messages", Models = ["anthropic-count-tokens"] });

        using var response = await CountAsync(gateway, "{\"model\":\"anthropic-count-tokens\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");

        (await response.TextAsync()).ShouldBe("{\"input_tokens\":14}");
        response.Headers.GetValues("x-nextmodel-usage-source").ShouldBe(["provider"]);
        upstream.Requests.ShouldHaveSingleItem().Target.ShouldBe("/v1/messages/count_tokens");
    }

    [Fact]
    public async Task Key_ForIdempotence_GetsTheSameMessageOnce()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);
        var body = $"{{\"model\":\"chat-json\",\"stream\":true,{MessagesCall.Question}}}";

        using var first = await gateway.MessagesAsync(body, ("idempotency-key", "k1"), ("x-nextmodel-cache", "bypass"));
        var text = await first.TextAsync();
        using var again = await gateway.MessagesAsync(body, ("idempotency-key", "k1"), ("x-nextmodel-cache", "bypass"));

        (await again.TextAsync()).ShouldBe(text);
        again.Headers.GetValues("x-nextmodel-idempotent-replay").ShouldBe(["true"]);
        upstream.Requests.Count.ShouldBe(1);
    }

    private static async Task<HttpResponseMessage> CountAsync(TestGateway gateway, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages/count_tokens") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("anthropic-version", "2023-06-01");
        var response = await gateway.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return response;
    }

    private static async Task<JsonElement> ModelsAsync(TestGateway gateway, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/models" + query);
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var response = await gateway.Client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        using var page = JsonDocument.Parse(await response.TextAsync());
        return page.RootElement.Clone();
    }

    private static async Task<(string? Type, string? Code, string? Param)> ErrorAsync(HttpResponseMessage response)
    {
        using var body = JsonDocument.Parse(await response.TextAsync());
        var error = body.RootElement.GetProperty("error");
        return (error.GetProperty("type").GetString(), error.GetProperty("details").GetProperty("error_code").GetString(), error.GetProperty("details").GetProperty("param").GetString());
    }
}
