using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Gateway.Tests.Credentials;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>What requests name that sources keep: a project's own only, and only where it is.</summary>
public sealed class NamedFilesTests : IAsyncLifetime
{
    private FakeUpstream _keeper = null!;
    private FakeUpstream _other = null!;
    private TestGateway _gateway = null!;
    private HttpClient _stranger = null!;
    private readonly ConcurrentDictionary<string, string> _contents = new(StringComparer.Ordinal);
    private int _made;

    public async ValueTask InitializeAsync()
    {
        (_keeper, _other) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        _keeper.Play(Keep);
        _keeper.Play("responses-text", Behaviours.Fixture("responses-text"));
        _keeper.Play("canary", Keep);
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: keeper, base_url: "{{_keeper.BaseUrl}}", api_key: upstream-secret-key, max_attempts: 1, operations: [files, batches, responses] }
                  - { id: other, base_url: "{{_other.BaseUrl}}", api_key: upstream-secret-key, max_attempts: 1, operations: responses }
                  - { id: claude, dialect: anthropic-messages, base_url: "{{_other.BaseUrl}}", api_key: upstream-secret-key, max_attempts: 1 }
                models:
                  - { id: both, offers: [{ source: other, upstream_model: canary }, { source: keeper, upstream_model: canary }] }
                  - { id: passed, offers: [{ source: other, upstream_model: responses-text }, { source: keeper, upstream_model: responses-text }] }
                  - { id: elsewhere, offers: [{ source: other, upstream_model: canary }] }
                  - { id: claude, offers: [{ source: claude, upstream_model: anthropic-normal }] }
                {{ByokGateway.AllowLoopback}}
                """,
        });
        _stranger = _gateway.CreateClient(await _gateway.CreateKeyAsync("another"));
    }

    public async ValueTask DisposeAsync()
    {
        _stranger.Dispose();
        await _gateway.DisposeAsync();
        await _keeper.DisposeAsync();
        await _other.DisposeAsync();
    }

    public static TheoryData<string, string, string> Named => new()
    {
        { "/v1/chat/completions", Chat("{\"type\":\"file\",\"file\":{\"file_id\":\"ID\"}}"), "messages[0].content[0].file.file_id" },
        { "/v1/chat/completions", Chat("{\"type\":\"file\",\"file\":{\"file\\u005fid\":\"ID\"}}"), "messages[0].content[0].file.file_id" },
        { "/v1/chat/completions", Chat("{\"type\":\"image_url\",\"image_url\":{\"url\":\"ms://ID\"}}"), "messages[0].content[0].image_url.url" },
        { "/v1/responses", Response("{\"type\":\"input_file\",\"file_id\":\"ID\"}"), "input[0].content[0].file_id" },
        { "/v1/responses", Response("{\"type\":\"input_image\",\"file_id\":\"ID\"}"), "input[0].content[0].file_id" },
        { "/v1/responses", "{\"model\":\"passed\",\"input\":\"Hi\",\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\",\"file_ids\":[\"ID\"]}}]}", "tools[0].container.file_ids[0]" },
    };

    [Theory]
    [MemberData(nameof(Named))]
    public async Task Request_NamesAFile_GoesWhereItIsAndOnlyForItsProject(string route, string body, string path)
    {
        var (own, foreign) = (await UploadAsync(_gateway.Client), await UploadAsync(_stranger));
        var before = _keeper.Requests.Count;

        var ofAnother = await ErrorAsync(route, body.Replace("ID", foreign, StringComparison.Ordinal));
        var ofNobody = await ErrorAsync(route, body.Replace("ID", "file-none", StringComparison.Ordinal));

        ofAnother.ShouldBe((404, "not_found", path, $"This project has no file '{foreign}'."));
        ofNobody.ShouldBe((404, "not_found", path, "This project has no file 'file-none'."));
        _keeper.Requests.Count.ShouldBe(before);
        using var sent = await PostAsync(route, body.Replace("ID", own, StringComparison.Ordinal));
        sent.StatusCode.ShouldBe(HttpStatusCode.OK, await sent.Content.ReadAsStringAsync());
        sent.Headers.GetValues("x-nextmodel-source").ShouldBe(["keeper"]);
        _keeper.Requests.Count.ShouldBe(before + 1);
        _other.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{\"model\":\"passed\",\"input\":\"Hi\",\"tools\":[{\"type\":\"code_interpreter\",\"container\":\"cntr_1\"}]}", "tools[0].container", "container")]
    [InlineData("{\"model\":\"passed\",\"input\":[{\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"container_id\":\"cntr_1\",\"code\":\"1\"}]}", "input[0].container_id", "container")]
    [InlineData("{\"model\":\"passed\",\"input\":\"Hi\",\"tools\":[{\"type\":\"file_search\",\"vector_store_ids\":[\"vs_1\"]}]}", "tools[0].vector_store_ids[0]", "vector store")]
    public async Task Response_NamesWhatNobodyHereMade_IsRefused(string body, string path, string word)
    {
        var (status, code, param, message) = await ErrorAsync("/v1/responses", body);

        (status, code, param).ShouldBe((404, "not_found", path));
        message!.ShouldStartWith($"This project has no {word} '");
        _keeper.Requests.ShouldBeEmpty();
        _other.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"file_1\"}}]}]")]
    [InlineData("\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"container_upload\",\"file_id\":\"file_1\"}]}]")]
    [InlineData("\"container\":\"container_1\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]")]
    [InlineData("\"container\":{\"id\":\"container_1\"},\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]")]
    public async Task Message_NamesWhatNobodyHereMade_IsRefusedInAnthropicsShape(string members)
    {
        using var response = await _gateway.MessagesAsync($"{{\"model\":\"claude\",\"max_tokens\":9,{members}}}");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        using var body = JsonDocument.Parse(await response.TextAsync());
        body.RootElement.GetProperty("error").GetProperty("type").GetString().ShouldBe("not_found_error");
        body.RootElement.GetProperty("error").GetProperty("message").GetString()!.ShouldStartWith("This project has no ");
        _other.Requests.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/v1/chat/completions", "{\"model\":\"both\",\"metadata\":{\"file_id\":\"x\"},\"messages\":[{\"role\":\"user\",\"content\":\"file_id ms://x\"}]}")]
    [InlineData("/v1/chat/completions", "{\"model\":\"both\",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"parameters\":{\"type\":\"object\",\"properties\":{\"file_id\":{\"type\":\"string\",\"default\":\"file_id\"}},\"default\":{\"file_id\":\"x\"}}}}],\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}")]
    [InlineData("/v1/responses", "{\"model\":\"passed\",\"input\":[{\"type\":\"message\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"x\",\"annotations\":[{\"type\":\"file_citation\",\"file_id\":\"x\",\"index\":0}]}]},{\"role\":\"user\",\"content\":\"Hi\"}]}")]
    [InlineData("/v1/messages", "{\"model\":\"claude\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"},{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{\"file_id\":\"x\"}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\"ok\"}]}]}")]
    public async Task Request_WhoseOwnTextHasTheWord_IsSent(string route, string body)
    {
        using var response = await PostAsync(route, body);

        response.StatusCode.ShouldBe(HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Chat_ModelNotOfferedWhereTheFileIs_IsRefusedWithTheSource()
    {
        var own = await UploadAsync(_gateway.Client);

        var (status, code, param, message) = await ErrorAsync(
            "/v1/chat/completions", Chat("{\"type\":\"file\",\"file\":{\"file_id\":\"" + own + "\"}}").Replace("both", "elsewhere", StringComparison.Ordinal));

        (status, code, param).ShouldBe((400, "unsupported_parameter", "messages[0].content[0].file.file_id"));
        message!.ShouldContain("at the source 'keeper'");
        _other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Chat_NamesTooMany_IsRefused()
    {
        var parts = string.Join(',', Enumerable.Range(0, 129).Select(i => $"{{\"type\":\"file\",\"file\":{{\"file_id\":\"file-{i}\"}}}}"));

        (await ErrorAsync("/v1/chat/completions", Chat(parts))).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Response_GoesOnFromOneThatNamedAFile_GoesWhereTheFileIs()
    {
        var own = await UploadAsync(_gateway.Client);
        using var first = await PostAsync("/v1/responses", Response("{\"type\":\"input_file\",\"file_id\":\"" + own + "\"}"));
        using var answer = JsonDocument.Parse(await first.Content.ReadAsStringAsync());

        using var next = await PostAsync("/v1/responses", $"{{\"model\":\"passed\",\"input\":\"And?\",\"previous_response_id\":\"{answer.RootElement.GetProperty("id").GetString()}\"}}");

        next.Headers.GetValues("x-nextmodel-source").ShouldBe(["keeper"]);
        _other.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Response_ThatMadeAContainer_MayBeFollowedByOneThatNamesItInTheSameProject()
    {
        var json = "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"responses-text\",\"output\":[{\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"container_id\":\"cntr_9\",\"code\":\"1\",\"status\":\"completed\"}],\"usage\":{\"input_tokens\":1,\"output_tokens\":1,\"total_tokens\":2}}";
        _keeper.Play("responses-text", Behaviours.Always(ScriptedResponse.Json(json)));
        var asked = "{\"model\":\"keeper/passed\",\"store\":false,\"input\":\"Hi\",\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\"}}]}";
        using var first = await PostAsync("/v1/responses", asked);
        first.StatusCode.ShouldBe(HttpStatusCode.OK, await first.Content.ReadAsStringAsync());

        var again = "{\"model\":\"passed\",\"store\":false,\"input\":\"Hi\",\"tools\":[{\"type\":\"code_interpreter\",\"container\":\"cntr_9\"}]}";
        using var own = await PostAsync("/v1/responses", again);
        using var foreign = await PostAsync("/v1/responses", again, _stranger);

        own.StatusCode.ShouldBe(HttpStatusCode.OK, await own.Content.ReadAsStringAsync());
        own.Headers.GetValues("x-nextmodel-source").ShouldBe(["keeper"]);
        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Chat_UnderTheOrganizationsOwnCredential_MayNameWhatIsUnknownHereButNotAnotherProjects()
    {
        var foreign = await UploadAsync(_stranger);
        var credential = new CredentialRequest { Source = "keeper", Name = "own", Secret = "sk-own-key-of-acme-4711", SaveAnyway = true };
        (await _gateway.Installation.Operations.Credentials.CreateAsync(Administrator.CommandLine, credential, default)).TryGet(out _, out var refusal).ShouldBeTrue(refusal?.Message);

        using var sent = await PostAsync("/v1/chat/completions", Chat("{\"type\":\"file\",\"file\":{\"file_id\":\"file-of-the-account\"}}"));
        var refused = await ErrorAsync("/v1/chat/completions", Chat("{\"type\":\"file\",\"file\":{\"file_id\":\"" + foreign + "\"}}"));

        sent.StatusCode.ShouldBe(HttpStatusCode.OK, await sent.Content.ReadAsStringAsync());
        _keeper.Requests.Last(r => r.Path == "/v1/chat/completions").Header("authorization").ShouldBe("Bearer sk-own-key-of-acme-4711");
        _other.Requests.ShouldBeEmpty();
        (refused.Status, refused.Message).ShouldBe((404, $"This project has no file '{foreign}'."));
    }

    [Fact]
    public async Task Explain_OfARequestThatNamesAFile_TellsWhatBecomesOfIt()
    {
        var (own, foreign) = (await UploadAsync(_gateway.Client), await UploadAsync(_stranger));

        var allowed = await ExplainAsync("chat.completions", Chat("{\"type\":\"file\",\"file\":{\"file_id\":\"" + own + "\"}}"));
        var refused = await ExplainAsync("chat.completions", Chat("{\"type\":\"file\",\"file\":{\"file_id\":\"" + foreign + "\"}}"));
        var response = await ExplainAsync("responses", Response("{\"type\":\"input_file\",\"file_id\":\"" + foreign + "\"}"));

        allowed.GetProperty("allowed").GetBoolean().ShouldBeTrue();
        allowed.GetProperty("targets").EnumerateArray().Select(t => $"{t.GetProperty("source")} {t.GetProperty("rejected_for")}").ShouldBe(["keeper ", "other request"]);
        foreach (var told in new[] { refused, response })
        {
            (told.GetProperty("allowed").GetBoolean(), told.GetProperty("code").GetString()).ShouldBe((false, "not_found"));
            told.GetProperty("message").GetString().ShouldBe($"This project has no file '{foreign}'.");
        }
    }

    [Fact]
    public async Task Batch_OneOfWhoseRequestsNamesAnotherProjectsFile_IsRefused()
    {
        var (own, foreign) = (await UploadAsync(_gateway.Client), await UploadAsync(_stranger));
        var (good, bad) = (await UploadAsync(_gateway.Client), await UploadAsync(_gateway.Client));
        _contents[good] = Line(own) + "\n\n" + Line(own);
        _contents[bad] = Line(own) + "\n" + Line(foreign) + "\n";

        using var made = await PostAsync("/v1/batches", Batch(good));
        var refused = await ErrorAsync("/v1/batches", Batch(bad));
        _contents[bad] = "no json";
        var malformed = await ErrorAsync("/v1/batches", Batch(bad));

        made.StatusCode.ShouldBe(HttpStatusCode.OK, await made.Content.ReadAsStringAsync());
        refused.ShouldBe((404, "not_found", "input_file_id", $"This project has no file '{foreign}'."));
        malformed.Message!.ShouldStartWith("Line 1 of the input file is no JSON");
        _keeper.Requests.Count(r => r.Path == "/v1/batches").ShouldBe(1);
    }

    private static string Chat(string part) => $"{{\"model\":\"both\",\"messages\":[{{\"role\":\"user\",\"content\":[{part}]}}]}}";

    private static string Response(string part) => $"{{\"model\":\"passed\",\"input\":[{{\"role\":\"user\",\"content\":[{part}]}}]}}";

    private static string Line(string file) =>
        "{\"custom_id\":\"1\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":" + Chat("{\"type\":\"file\",\"file\":{\"file_id\":\"" + file + "\"}}") + "}";

    private static string Batch(string file) => $"{{\"input_file_id\":\"{file}\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}}";

    private Task<HttpResponseMessage> PostAsync(string route, string json, HttpClient? client = null) =>
        (client ?? _gateway.Client).PostAsync(route, new StringContent(json, Encoding.UTF8, "application/json"));

    private async Task<(int Status, string? Code, string? Param, string? Message)> ErrorAsync(string route, string json)
    {
        using var response = await PostAsync(route, json);
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var error = body.RootElement.GetProperty("error");
        return ((int)response.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString(), error.GetProperty("message").GetString());
    }

    private async Task<JsonElement> ExplainAsync(string operation, string request)
    {
        var asked = new ExplainRequest
        {
            Key = _gateway.Installation.Directory.Callers.First(c => c.Project.Name == "default").Key.Id,
            Operation = operation,
            Request = JsonDocument.Parse(request).RootElement,
        };
        (await _gateway.Installation.Operations.PolicyStudy.ExplainAsync(Administrator.CommandLine, asked, default)).TryGet(out var told, out var refusal).ShouldBeTrue(refusal?.Message);
        return JsonSerializer.SerializeToElement(told, PolicyStudyJsonContext.Default.Explanation);
    }

    private async Task<string> UploadAsync(HttpClient client)
    {
        using var form = new MultipartFormDataContent { { new StringContent("{}"), "file", "a.jsonl" }, { new StringContent("batch"), "purpose" } };
        using var made = await client.PostAsync("/v1/files", form);
        using var body = JsonDocument.Parse(await made.Content.ReadAsStringAsync());
        return body.RootElement.GetProperty("id").GetString()!;
    }

    private ScriptedResponse Keep(ReceivedRequest request, int attempt) => (request.Method, request.Path) switch
    {
        ("POST", "/v1/files") => ScriptedResponse.Json($"{{\"id\":\"file-{Interlocked.Increment(ref _made)}\",\"object\":\"file\"}}"),
        ("POST", "/v1/batches") => ScriptedResponse.Json("""{"id":"batch-1","object":"batch","output_file_id":null}"""),
        ("GET", _) => new ScriptedResponse
        {
            Headers = [new("content-type", "application/octet-stream")],
            Writes = [ScriptedWrite.Text(_contents.GetValueOrDefault(request.Path.Split('/')[^2], ""))],
        },
        _ => Behaviours.Canary()(request, attempt),
    };
}
