using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Tests.Anthropic;
using NextModel.Identity;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>Files, batches and stored chat completions: at the source, and only for the project that made them.</summary>
public sealed class KeptObjectsTests : IAsyncLifetime
{
    private static readonly TestGatewayOptions Options = new()
    {
        Models = ["chat"],
        SourceLines = "    max_attempts: 1\n    operations: [files, batches, chat.completions.stored]",
        MoreConfiguration = "uploads: { max_mib: 2 }",
    };

    // What the source has, by path below /v1.
    private readonly ConcurrentDictionary<string, string> _kept = new(StringComparer.Ordinal);
    private FakeUpstream _upstream = null!;
    private TestGateway _gateway = null!;
    private HttpClient _stranger = null!;

    public async ValueTask InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _upstream.Play((request, _) => Answer(request));
        _upstream.Play("chat", (request, _) => Answer(request));
        _gateway = await TestGateway.StartAsync(_upstream, Options);
        _stranger = _gateway.CreateClient(await _gateway.CreateKeyAsync("another"));
    }

    public async ValueTask DisposeAsync()
    {
        _stranger.Dispose();
        await _gateway.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Fact]
    public async Task File_Uploaded_PassesByteForByteAndIsTheProjectsOwn()
    {
        using var form = new MultipartFormDataContent("lantern") { { new ByteArrayContent(new byte[700_000]), "file", "a.jsonl" }, { new StringContent("batch"), "purpose" } };
        var expected = await form.ReadAsByteArrayAsync();

        using var made = await _gateway.Client.PostAsync("/v1/files", form);

        (await made.Content.ReadAsStringAsync()).ShouldBe("""{"id":"file-1","object":"file","purpose":"batch"}""");
        var sent = _upstream.Requests.ShouldHaveSingleItem();
        (sent.Target, sent.Header("authorization")).ShouldBe(("/v1/files", "Bearer upstream-secret-key"));
        sent.Body.Span.SequenceEqual(expected).ShouldBeTrue();
        (await _gateway.Client.GetStringAsync("/v1/files/file-1")).ShouldBe("""{"id":"file-1","object":"file","purpose":"batch"}""");
        (await _gateway.Client.GetStringAsync("/v1/files/file-1/content")).ShouldBe("\"what is in it\"");
        await NotFoundAsync(_stranger, HttpMethod.Get, "/v1/files/file-1");
        await NotFoundAsync(_stranger, HttpMethod.Get, "/v1/files/file-1/content");
        await NotFoundAsync(_stranger, HttpMethod.Delete, "/v1/files/file-1");
        using var gone = await _gateway.Client.DeleteAsync("/v1/files/file-1");
        gone.StatusCode.ShouldBe(HttpStatusCode.OK);
        await NotFoundAsync(_gateway.Client, HttpMethod.Get, "/v1/files/file-1");
    }

    [Fact]
    public async Task Files_Listed_AreTheProjectsOwnAcrossPagesOfEverybodys()
    {
        for (var i = 0; i < 5; i++)
        {
            await UploadAsync(i % 2 == 0 ? _gateway.Client : _stranger);
        }

        using var all = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/files?purpose=batch"));
        using var two = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/files?limit=2"));
        using var rest = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/files?limit=2&after=file-3"));

        Ids(all).ShouldBe(["file-1", "file-3", "file-5"]);
        all.RootElement.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        Ids(two).ShouldBe(["file-1", "file-3"]);
        (two.RootElement.GetProperty("has_more").GetBoolean(), two.RootElement.GetProperty("last_id").GetString()).ShouldBe((true, "file-3"));
        Ids(rest).ShouldBe(["file-5"]);
        rest.RootElement.GetProperty("has_more").GetBoolean().ShouldBeFalse();
        _upstream.Requests.ShouldContain(r => r.Target.Contains("purpose=batch", StringComparison.Ordinal));
        await NotFoundAsync(_gateway.Client, HttpMethod.Get, "/v1/files?after=file-2");
    }

    [Fact]
    public async Task Batch_OfAnOwnFile_IsMadeWhereTheFileIsAndItsOutputIsTheProjects()
    {
        await UploadAsync(_gateway.Client);
        await UploadAsync(_stranger);

        using var foreign = await PostAsync("/v1/batches", """{"input_file_id":"file-2","endpoint":"/v1/chat/completions","completion_window":"24h"}""");
        using var made = await PostAsync("/v1/batches", """{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h","future":1.0}""");

        foreign.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await foreign.Content.ReadAsStringAsync()).ShouldContain("\"param\":\"input_file_id\"");
        (await made.Content.ReadAsStringAsync()).ShouldContain("\"id\":\"batch-1\"");
        _upstream.Requests.Last(r => r.Target == "/v1/batches").BodyText.ShouldContain("\"future\":1.0");
        await NotFoundAsync(_gateway.Client, HttpMethod.Get, "/v1/files/file-out");
        (await _gateway.Client.GetStringAsync("/v1/batches/batch-1")).ShouldContain("file-out");
        (await _gateway.Client.GetStringAsync("/v1/files/file-out/content")).ShouldBe("\"what is in it\"");
        await NotFoundAsync(_stranger, HttpMethod.Get, "/v1/batches/batch-1");
        await NotFoundAsync(_stranger, HttpMethod.Post, "/v1/batches/batch-1/cancel");
        await NotFoundAsync(_stranger, HttpMethod.Get, "/v1/files/file-out");
        using var list = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/batches"));
        Ids(list).ShouldBe(["batch-1"]);
        using var none = JsonDocument.Parse(await _stranger.GetStringAsync("/v1/batches"));
        Ids(none).ShouldBeEmpty();
    }

    [Fact]
    public async Task Batch_WhereABudgetIsHard_IsRefusedAsUnpriced()
    {
        await UploadAsync(_gateway.Client);
        var budget = new BudgetRequest { Scope = "project", ScopeId = "default", Limit = 1m, Window = "day", TimeZone = "UTC" };
        (await _gateway.Installation.Operations.Budgets.CreateAsync(Administrator.CommandLine, budget, default)).TryGet(out _, out _).ShouldBeTrue();

        using var made = await PostAsync("/v1/batches", """{"input_file_id":"file-1","endpoint":"/v1/chat/completions","completion_window":"24h"}""");

        made.StatusCode.ShouldBe(HttpStatusCode.PaymentRequired);
        (await made.Content.ReadAsStringAsync()).ShouldContain("\"code\":\"price_unknown\"");
        _upstream.Requests.ShouldNotContain(r => r.Target == "/v1/batches");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Chat_ThatIsStored_IsFoundByItsProjectAndByNobodyElse(bool stream)
    {
        using var asked = await _gateway.ChatAsync($"{{\"model\":\"chat\",\"store\":true,\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}]}}");
        var answer = await asked.TextAsync();
        answer.ShouldContain("\"id\":\"chatcmpl-kept\"");

        (await _gateway.Client.GetStringAsync("/v1/chat/completions/chatcmpl-kept")).ShouldBe("""{"id":"chatcmpl-kept","object":"chat.completion"}""");
        (await _gateway.Client.GetStringAsync("/v1/chat/completions/chatcmpl-kept/messages?limit=3")).ShouldBe("""{"object":"list","data":[]}""");
        using var changed = await PostAsync("/v1/chat/completions/chatcmpl-kept", """{"metadata":{"a":"b"}}""");
        (await changed.Content.ReadAsStringAsync()).ShouldBe("""{"id":"chatcmpl-kept","object":"chat.completion"}""");
        _upstream.Requests[^1].BodyText.ShouldBe("""{"metadata":{"a":"b"}}""");
        using var list = JsonDocument.Parse(await _gateway.Client.GetStringAsync("/v1/chat/completions?metadata%5Ba%5D=b"));
        Ids(list).ShouldBe(["chatcmpl-kept"]);
        _upstream.Requests[^1].Target.ShouldContain("metadata%5Ba%5D=b");
        foreach (var (method, path) in new[] { ("GET", ""), ("POST", ""), ("DELETE", ""), ("GET", "/messages") })
        {
            await NotFoundAsync(_stranger, new HttpMethod(method), "/v1/chat/completions/chatcmpl-kept" + path);
        }

        using var gone = await _gateway.Client.DeleteAsync("/v1/chat/completions/chatcmpl-kept");
        gone.StatusCode.ShouldBe(HttpStatusCode.OK);
        await NotFoundAsync(_gateway.Client, HttpMethod.Get, "/v1/chat/completions/chatcmpl-kept");
    }

    [Fact]
    public async Task Chat_NotStored_IsNobodys()
    {
        using var asked = await _gateway.ChatAsync("""{"model":"chat","messages":[{"role":"user","content":"Hi"}]}""");
        (await asked.Content.ReadAsStringAsync()).ShouldContain("chatcmpl-kept");

        await NotFoundAsync(_gateway.Client, HttpMethod.Get, "/v1/chat/completions/chatcmpl-kept");
    }

    [Fact]
    public async Task File_TooLargeOrNoForm_IsRefused()
    {
        using var large = new MultipartFormDataContent { { new ByteArrayContent(new byte[3 * 1024 * 1024]), "file", "a" } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/files") { Content = large };
        request.Headers.ExpectContinue = true;

        using var tooLarge = await _gateway.Client.SendAsync(request);
        using var json = await PostAsync("/v1/files", "{}");

        tooLarge.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        json.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
        _upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Source_ThatRefuses_IsToldInOpenAIsShape()
    {
        await UploadAsync(_gateway.Client);
        _kept.Clear();

        using var response = await _gateway.Client.GetAsync("/v1/files/file-1");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync()).ShouldContain("does not have this any more");
    }

    [Fact]
    public async Task Files_WhereNoSourceOffersThem_AreRefused()
    {
        await using var gateway = await TestGateway.StartAsync(_upstream, Options with { SourceLines = "    max_attempts: 1" });
        using var form = new MultipartFormDataContent { { new StringContent("x"), "file", "a" } };

        using var made = await gateway.Client.PostAsync("/v1/files", form);
        using var list = JsonDocument.Parse(await gateway.Client.GetStringAsync("/v1/files"));

        made.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await made.Content.ReadAsStringAsync()).ShouldContain("No source here offers files");
        Ids(list).ShouldBeEmpty();
    }

    private static List<string?> Ids(JsonDocument list) => [.. list.RootElement.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("id").GetString())];

    private static async Task NotFoundAsync(HttpClient client, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path) { Content = method == HttpMethod.Post ? new StringContent("{}", Encoding.UTF8, "application/json") : null };
        using var response = await client.SendAsync(request);
        response.StatusCode.ShouldBe(HttpStatusCode.NotFound, $"{method} {path}");
        using var error = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        error.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe("not_found");
    }

    private static async Task UploadAsync(HttpClient client)
    {
        using var form = new MultipartFormDataContent { { new StringContent("{}"), "file", "a.jsonl" }, { new StringContent("batch"), "purpose" } };
        using var made = await client.PostAsync("/v1/files", form);
        made.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private Task<HttpResponseMessage> PostAsync(string path, string json) => _gateway.Client.PostAsync(path, new StringContent(json, Encoding.UTF8, "application/json"));

    // A source with two things on each page.
    private ScriptedResponse Answer(ReceivedRequest request)
    {
        var path = request.Path["/v1/".Length..];
        switch (request.Method, path)
        {
            case ("POST", "files"):
                return Make("files", $"file-{_kept.Keys.Count(key => key.StartsWith("files/", StringComparison.Ordinal)) + 1}", ",\"object\":\"file\",\"purpose\":\"batch\"");
            case ("POST", "batches"):
                Make("files", "file-out", ",\"object\":\"file\"");
                Make("batches", "batch-1", ",\"object\":\"batch\",\"status\":\"completed\",\"output_file_id\":\"file-out\"");
                return ScriptedResponse.Json("""{"id":"batch-1","object":"batch","output_file_id":null}""");
            case ("POST", "chat/completions"):
                Make(path, "chatcmpl-kept", ",\"object\":\"chat.completion\"");
                var answer = Behaviours.Saying("Hello")(request, 1);
                return answer with
                {
                    Writes = [.. answer.Writes.Select(write => ScriptedWrite.Text(System.Text.RegularExpressions.Regex.Replace(
                        Encoding.UTF8.GetString(write.Bytes.Span), "\"id\":\"[^\"]*\"", "\"id\":\"chatcmpl-kept\"")))],
                };
            case ("GET", "files" or "batches" or "chat/completions"):
                return List(path, request.Target);
            case ("GET", _) when path.EndsWith("/content", StringComparison.Ordinal):
                return new ScriptedResponse { Headers = [new("content-type", "application/octet-stream")], Writes = [ScriptedWrite.Text("\"what is in it\"")] };
            case ("GET", _) when path.EndsWith("/messages", StringComparison.Ordinal):
                return ScriptedResponse.Json("""{"object":"list","data":[]}""");
            case ("DELETE", _):
                return ScriptedResponse.Json($"{{\"id\":\"x\",\"deleted\":{(_kept.TryRemove(path, out _) ? "true" : "false")}}}");
            default:
                return _kept.TryGetValue(path.Replace("/cancel", "", StringComparison.Ordinal), out var one)
                    ? ScriptedResponse.Json(one)
                    : ScriptedResponse.Json("""{"error":{"message":"No such thing","type":"invalid_request_error","param":"id","code":null}}""", 404);
        }
    }

    private ScriptedResponse Make(string collection, string id, string more)
    {
        var json = $"{{\"id\":\"{id}\"{more}}}";
        _kept[$"{collection}/{id}"] = json;
        return ScriptedResponse.Json(json);
    }

    private ScriptedResponse List(string collection, string target)
    {
        var all = _kept.Where(one => one.Key.StartsWith(collection + "/", StringComparison.Ordinal)).OrderBy(one => one.Key, StringComparer.Ordinal).ToList();
        var after = System.Text.RegularExpressions.Regex.Match(target, "after=([^&]+)") is { Success: true } match ? all.FindIndex(one => one.Key == $"{collection}/{match.Groups[1].Value}") + 1 : 0;
        var page = all.Skip(after).Take(2).Select(one => one.Value);
        return ScriptedResponse.Json($"{{\"object\":\"list\",\"data\":[{string.Join(',', page)}],\"has_more\":{(after + 2 < all.Count ? "true" : "false")}}}");
    }
}
