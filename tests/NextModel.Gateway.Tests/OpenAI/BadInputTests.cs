using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>What is wrong is refused with the documented status and code, in a sentence, and reaches no source.</summary>
public sealed class BadInputTests(BadInputTests.Running running) : IClassFixture<BadInputTests.Running>
{
    private const string Messages = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    private readonly int _askedBefore = running.Upstream.Requests.Count;

    public static TheoryData<string, string, int, string, string?> Bodies => new()
    {
        { "not JSON", "hello", 400, "invalid_json", null },
        { "empty", "", 400, "invalid_json", null },
        { "cut off", "{\"model\":\"canary\"", 400, "invalid_json", null },
        { "trailing text", "{\"model\":\"canary\"," + Messages + "} x", 400, "invalid_json", null },
        { "an array", "[]", 400, "invalid_request", null },
        { "no model", "{" + Messages + "}", 400, "invalid_request", "model" },
        { "model no string", "{\"model\":7," + Messages + "}", 400, "invalid_request", "model" },
        { "no messages", "{\"model\":\"canary\"}", 400, "invalid_request", "messages" },
        { "messages empty", "{\"model\":\"canary\",\"messages\":[]}", 400, "invalid_request", "messages" },
        { "messages no array", "{\"model\":\"canary\",\"messages\":\"hi\"}", 400, "invalid_request", "messages" },
        { "message no object", "{\"model\":\"canary\",\"messages\":[\"hi\"]}", 400, "invalid_request", "messages[0]" },
        { "message without role", "{\"model\":\"canary\",\"messages\":[{\"content\":\"hi\"}]}", 400, "invalid_request", "messages[0].role" },
        { "stream no boolean", "{\"model\":\"canary\",\"stream\":\"yes\"," + Messages + "}", 400, "invalid_request", "stream" },
        { "stream options without stream", "{\"model\":\"canary\",\"stream_options\":{}," + Messages + "}", 400, "invalid_request", "stream_options" },
        { "n too large", "{\"model\":\"canary\",\"n\":129," + Messages + "}", 400, "invalid_request", "n" },
        { "n a fraction", "{\"model\":\"canary\",\"n\":1.5," + Messages + "}", 400, "invalid_request", "n" },
        { "temperature no number", "{\"model\":\"canary\",\"temperature\":\"hot\"," + Messages + "}", 400, "invalid_request", "temperature" },
        { "duplicate member", "{\"model\":\"canary\",\"model\":\"echo\"," + Messages + "}", 400, "duplicate_member", null },
        { "duplicate member, escaped", "{\"model\":\"canary\",\"\\u006dodel\":\"echo\"," + Messages + "}", 400, "duplicate_member", null },
        { "duplicate member, deep", "{\"model\":\"canary\",\"metadata\":{\"a\":1,\"a\":2}," + Messages + "}", 400, "duplicate_member", null },
        { "lone surrogate", "{\"model\":\"canary\",\"user\":\"\\ud83d\"," + Messages + "}", 400, "invalid_json", null },
        { "raw control character", "{\"model\":\"canary\",\"user\":\"a\u0001\"," + Messages + "}", 400, "invalid_json", null },
        { "depth bomb", "{\"model\":\"canary\",\"x\":" + new string('[', 5000) + new string(']', 5000) + "," + Messages + "}", 400, "invalid_json", null },
        { "value bomb", "{\"model\":\"canary\",\"x\":[" + string.Join(',', Enumerable.Repeat("0", 250_000)) + "]," + Messages + "}", 400, "invalid_json", null },
        { "unknown model", "{\"model\":\"canry\"," + Messages + "}", 404, "model_not_found", "model" },
        { "unknown source", "{\"model\":\"elsewhere/canary\"," + Messages + "}", 404, "model_not_found", "model" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task Chat_BadBody_IsRefusedInWords(string what, string body, int status, string code, string? param)
    {
        using var response = await running.Gateway.ChatAsync(body);
        await ShouldBeRefused(response, status, code, param, what);
    }

    [Fact]
    public async Task Chat_UnknownModel_SuggestsTheNearest()
    {
        using var response = await running.Gateway.ChatAsync("{\"model\":\"canry\"," + Messages + "}");
        (await response.Content.ReadAsStringAsync()).ShouldContain("'canary'");
    }

    [Theory]
    [InlineData("model", "model")]
    [InlineData("\\u006dod\\u0065l", "model")]
    [InlineData("größe", "größe")]
    [InlineData("", "")]
    [InlineData("a\\\"b\\n\\u202ec\\u0000", "a\"b\uFFFD\uFFFDc\uFFFD")]
    public async Task Chat_DuplicateMember_IsNamed(string spelled, string shown)
    {
        using var response = await running.Gateway.ChatAsync($"{{\"{spelled}\":1,\n \"{spelled}\":2,{Messages}}}");
        (await MessageAsync(response)).ShouldStartWith($"The member '{shown}' appears twice in one object (line 2, column 2)");
    }

    [Fact]
    public async Task Chat_DuplicateMemberWithALongName_IsNamedInPart()
    {
        var name = new string('a', 59) + string.Concat(Enumerable.Repeat("🗻", 100_000));
        using var response = await running.Gateway.ChatAsync($"{{\"{name}\":1,\"{name}\":2,{Messages}}}");
        (await MessageAsync(response)).ShouldStartWith($"The member '{new string('a', 59)}🗻…' appears twice");
    }

    [Theory]
    [InlineData(null, "invalid_api_key")]
    [InlineData("Basic abc", "invalid_api_key")]
    [InlineData("Bearer sk-other", "invalid_api_key")]
    [InlineData("Bearer nm_sk_0000000000000000000000000000000000000000000_000000", "invalid_api_key")]
    public async Task Chat_BadCredential_IsUnauthorized(string? authorization, string code)
    {
        using var client = new HttpClient { BaseAddress = new Uri(running.Gateway.Origin) };
        using var request = Post("{\"model\":\"canary\"," + Messages + "}");
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        using var response = await client.SendAsync(request);
        await ShouldBeRefused(response, 401, code, null, authorization ?? "none");
        response.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
    }

    [Fact]
    public async Task Chat_TwoAuthorizationHeaders_AreRefused()
    {
        using var client = new HttpClient { BaseAddress = new Uri(running.Gateway.Origin) };
        using var request = Post("{\"model\":\"canary\"," + Messages + "}");
        request.Headers.TryAddWithoutValidation("Authorization", ["Bearer " + running.Gateway.ApiKey, "Bearer " + running.Gateway.ApiKey]);
        using var response = await client.SendAsync(request);
        ((int)response.StatusCode).ShouldBeInRange(400, 401);
    }

    [Fact]
    public async Task Chat_RevokedKey_IsRefusedAtOnce()
    {
        var raw = await running.Gateway.CreateKeyAsync();
        using var client = running.Gateway.CreateClient(raw);
        var operations = running.Gateway.Installation.Operations;
        var key = operations.ListKeys(Administrator.CommandLine)[0];
        (await operations.RevokeKeyAsync(Administrator.CommandLine, new(key.Id), CancellationToken.None)).TryGet(out _, out _).ShouldBeTrue();
        using var response = await running.Gateway.ChatAsync("{\"model\":\"canary\"," + Messages + "}", client);
        await ShouldBeRefused(response, 401, "key_revoked", null, "revoked");
    }

    [Theory]
    [InlineData("text/plain", null)]
    [InlineData("application/json; charset=latin1", null)]
    [InlineData("application/json", "gzip")]
    public async Task Chat_UnsupportedMedia_IsRefused(string type, string? encoding)
    {
        using var request = Post("{\"model\":\"canary\"," + Messages + "}");
        request.Content!.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        using var response = await running.Gateway.Client.SendAsync(request);
        await ShouldBeRefused(response, 415, "unsupported_content_type", null, type);
    }

    [Fact]
    public async Task Chat_BodyTooLarge_IsRefused()
    {
        using var response = await running.Gateway.ChatAsync(new string(' ', (20 * 1024 * 1024) + 1));
        await ShouldBeRefused(response, 413, "request_too_large", null, "large");
    }

    [Fact]
    public async Task Chat_ByteOrderMark_IsAccepted()
    {
        using var response = await running.Gateway.ChatAsync("\uFEFF{\"model\":\"canary\"," + Messages + "}");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("PUT", "/v1/chat/completions", 405, "method_not_supported")]
    [InlineData("DELETE", "/v1/models", 405, "method_not_supported")]
    [InlineData("POST", "/v1/nothing", 404, "not_found")]
    [InlineData("GET", "/v1/models/nothing", 404, "model_not_found")]
    public async Task Route_WrongMethodOrPath_IsToldInTheEnvelope(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var response = await running.Gateway.Client.SendAsync(request);
        await ShouldBeRefused(response, status, code, code == "model_not_found" ? "model" : null, path);
    }

    [Theory]
    [InlineData("x-nextmodel-cache", "sometimes")]
    [InlineData("x-nextmodel-workload", "with spaces")]
    public async Task Chat_BadHeader_IsRefusedByName(string name, string value)
    {
        using var request = Post("{\"model\":\"canary\"," + Messages + "}");
        request.Headers.TryAddWithoutValidation(name, value);
        using var response = await running.Gateway.Client.SendAsync(request);
        await ShouldBeRefused(response, 400, "invalid_request", name, value);
    }

    private static HttpRequestMessage Post(string body) => new(HttpMethod.Post, "/v1/chat/completions")
    {
        Content = new StringContent(body, Encoding.UTF8, "application/json"),
    };

    private static async Task<string> MessageAsync(HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return json.RootElement.GetProperty("error").GetProperty("message").GetString()!;
    }

    private async Task ShouldBeRefused(HttpResponseMessage response, int status, string code, string? param, string what)
    {
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(status, $"{what}: {text}");
        using var json = JsonDocument.Parse(text);
        var error = json.RootElement.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code, what);
        error.GetProperty("param").GetString().ShouldBe(param, what);
        error.GetProperty("message").GetString()!.Length.ShouldBeGreaterThan(20, what);
        json.RootElement.GetProperty("request_id").GetString().ShouldBe(response.Headers.GetValues("x-request-id").Single());
        response.Headers.Contains("x-nextmodel-receipt-url").ShouldBeFalse(what);
        running.Upstream.Requests.Count.ShouldBe(_askedBefore, what);
    }

    public sealed class Running : IAsyncLifetime
    {
        public FakeUpstream Upstream { get; private set; } = null!;

        public TestGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Upstream = await FakeUpstream.StartAsync();
            Gateway = await TestGateway.StartAsync(Upstream, new TestGatewayOptions { Models = ["canary", "echo"] });
        }

        public async ValueTask DisposeAsync()
        {
            await Gateway.DisposeAsync();
            await Upstream.DisposeAsync();
        }
    }
}
