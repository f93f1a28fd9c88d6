using System.Text.Json;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Responses;

/// <summary>Refusals as clients of the Responses API meet them.</summary>
public sealed class ResponsesEdgeTests
{
    private static readonly TestGatewayOptions Options = new() { Models = ["chat-normal"], SourceLines = "    max_attempts: 1" };

    [Theory]
    [InlineData("{", 400, "invalid_json", null)]
    [InlineData("{\"input\":\"x\"}", 400, "invalid_request", "model")]
    [InlineData("{\"model\":\"chat-normal\"}", 400, "invalid_request", "input")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[]}", 400, "invalid_request", "input")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":7}", 400, "invalid_request", "input")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[7]}", 400, "invalid_request", "input[0]")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[{\"role\":\"tool\",\"content\":\"x\"}]}", 400, "invalid_request", "input[0].role")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\"}]}]}", 400, "invalid_request", "input[0].content[0].text")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"image_url\":\"ftp://x\"}]}]}", 400, "invalid_request", "input[0].content[0].image_url")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"file_id\":\"file-1\"}]}]}", 404, "not_found", "input[0].content[0].file_id")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[{\"type\":\"function_call\",\"name\":\"f\",\"arguments\":\"{}\"}]}", 400, "invalid_request", "input[0].call_id")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":[{\"type\":\"computer_call\"}]}", 400, "unsupported_parameter", "input[0]")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":\"x\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}", 400, "invalid_request", "tools[0].name")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":\"x\",\"tools\":[{\"type\":\"web_search\"}]}", 400, "unsupported_parameter", "tools[0]")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":\"x\",\"tools\":[{\"type\":\"mcp\",\"server_label\":\"x\"}]}", 400, "unsupported_parameter", "tools[0]")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":\"x\",\"tool_choice\":{\"type\":\"function\",\"name\":\"g\"}}", 400, "invalid_request", "tool_choice")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":\"x\",\"background\":true}", 400, "unsupported_parameter", "background")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":\"x\",\"conversation\":\"conv_1\"}", 400, "unsupported_parameter", "conversation")]
    [InlineData("{\"model\":\"chat-normal\",\"prompt\":{\"id\":\"pmpt_1\"}}", 400, "unsupported_parameter", "prompt")]
    [InlineData("{\"model\":\"chat-normal\",\"input\":\"x\",\"stream_options\":{}}", 400, "invalid_request", "stream_options")]
    [InlineData("{\"model\":\"nobody\",\"input\":\"x\"}", 404, "model_not_found", "model")]
    public async Task Wrong_Requests_AreRefusedBeforeAnythingIsSpent(string body, int status, string code, string? param)
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.ResponsesAsync(body);

        var text = await response.TextAsync();
        ((int)response.StatusCode).ShouldBe(status, text);
        using var error = JsonDocument.Parse(text);
        error.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe(code, text);
        error.RootElement.GetProperty("error").GetProperty("param").GetString().ShouldBe(param);
        upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Alias_OfTheRoute_IsServedToo()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var gateway = await TestGateway.StartAsync(upstream, Options);

        using var response = await gateway.SendAsync(HttpMethod.Post, "/openai/v1/responses", $"{{\"model\":\"chat-normal\",{ResponsesCall.Question}}}");

        response.IsSuccessStatusCode.ShouldBeTrue();
    }
}
