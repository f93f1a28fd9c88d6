using System.Text.Json;
using NextModel.Testing.Upstream;
using static NextModel.Gateway.Tests.Credentials.ByokGateway;

namespace NextModel.Gateway.Tests.Credentials;

/// <summary>The admin API of credentials: tested when saved, never shown, changed only by those who may.</summary>
public sealed class CredentialApiTests : IAsyncLifetime
{
    private const string AwsKeys = "AKIDEXAMPLE:wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private const string AwsBearer = "ABSKQmVkcm9ja0FQSUtleS0wMDAx";

    private ByokGateway _gateway = null!;

    /// <summary>Source, secret, more members; then path and the header the secret is sent in, as the vendor documents them.</summary>
    public static TheoryData<string, string, string, string, string, string> Dialects => new()
    {
        { "openai", OwnKey, "", "/v1/models", "authorization", $"Bearer {OwnKey}" },
        { "deepseek", OwnKey, "", "/v1/models", "authorization", $"Bearer {OwnKey}" },
        { "anthropic", OwnKey, "", "/v1/models", "x-api-key", OwnKey },
        { "gemini", OwnKey, "", "/v1beta/models?pageSize=1", "x-goog-api-key", OwnKey },
        { "azure-openai", OwnKey, ",\"models\":{\"canary\":\"my-deployment\"}", "/openai/v1/models", "api-key", OwnKey },
        { "azure-openai", OwnKey, ",\"models\":{\"canary\":\"d\"},\"api_version\":\"2024-10-21\"", "/openai/models?api-version=2024-10-21", "api-key", OwnKey },
        { "bedrock", AwsBearer, ",\"models\":{\"canary\":\"m\"}", "/foundation-models", "authorization", $"Bearer {AwsBearer}" },
    };

    public async ValueTask InitializeAsync() => _gateway = await StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Create_EachDialect_IsTestedByACallThatCostsNothing(string source, string secret, string more, string path, string header, string value)
    {
        _gateway.Upstream.Play(Asking(Behaviours.Canary(), secret));
        var baseUrl = path.StartsWith("/v1/", StringComparison.Ordinal) ? _gateway.Upstream.BaseUrl : _gateway.Upstream.Origin;

        var reply = await _gateway.AddAsync(secret, source, more: $",\"base_url\":\"{baseUrl}\"{more}");

        var calls = _gateway.Upstream.Requests;
        calls.Select(c => (c.Method, c.Target)).ShouldBe([("GET", path), ("GET", path)], "once with the credential and once without");
        calls[0].Header(header).ShouldBe(value);
        KeyOf(calls[1]).ShouldBeNull();
        var test = reply.Json.GetProperty("last_test");
        (test.GetProperty("outcome").GetString(), test.GetProperty("status").GetInt32()).ShouldBe(("valid", 200));
        reply["secret_last_four"].ShouldBe(secret[^4..]);
        reply.Body.ShouldNotContain(secret);
    }

    [Fact]
    public async Task Create_AwsAccessKeys_SignTheTest()
    {
        _gateway.Upstream.Play((request, _) => request.Header("authorization")?.StartsWith("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/", StringComparison.Ordinal) == true
            ? ScriptedResponse.Json("{\"modelSummaries\":[]}")
            : ScriptedResponse.Json("{\"message\":\"Missing Authentication Token\"}", 403));

        await _gateway.AddAsync(AwsKeys, "bedrock", more: $",\"base_url\":\"{_gateway.Upstream.Origin}\",\"models\":{{\"canary\":\"m\"}}");

        _gateway.Upstream.Requests[0].Target.ShouldBe("/foundation-models");
        _gateway.Upstream.Requests[0].Header("authorization")!.ShouldNotContain("wJalrXUtnFEMI");
    }

    [Theory]
    [InlineData(401, "rejected", "refused this credential (status 401)")]
    [InlineData(403, "inconclusive", "status 403")]
    [InlineData(404, "inconclusive", "status 404")]
    [InlineData(500, "inconclusive", "status 500")]
    public async Task Create_TestFails_IsSavedOnlyWhenAskedTo(int status, string outcome, string told)
    {
        _gateway.Upstream.Play(Behaviours.Always(ScriptedResponse.Json("{\"error\":{\"message\":\"about " + BadKey + "\",\"code\":null}}", status)));

        var refused = await _gateway.SendAsync("POST", "", new { source = "fake", name = "own", secret = BadKey });
        (refused.Status, refused.Code, refused.Param).ShouldBe((400, "invalid_request", "secret"));
        refused.Message.ShouldContain(told);
        refused.Message.ShouldContain("save_anyway");
        refused.Body.ShouldNotContain(BadKey);
        (await _gateway.SendAsync("GET", "")).Json.GetProperty("data").GetArrayLength().ShouldBe(0);

        var saved = await _gateway.AddAsync(BadKey, more: ",\"save_anyway\":true");
        saved.Json.GetProperty("last_test").GetProperty("outcome").GetString().ShouldBe(outcome);
    }

    [Fact]
    public async Task Create_ListThatIsOpenToAnybody_SaysNothingOfTheCredential()
    {
        _gateway.Upstream.Play(Behaviours.Always(ScriptedResponse.Json("{\"data\":[]}")));

        var refused = await _gateway.SendAsync("POST", "", new { source = "fake", name = "own", secret = BadKey });

        (refused.Status, refused.Param).ShouldBe((400, "secret"));
        refused.Message.ShouldContain("says nothing of this credential");
    }

    [Fact]
    public async Task Create_NobodyListens_SaysThatItCouldNotBeReached()
    {
        var refused = await _gateway.SendAsync("POST", "", new { source = "openai", name = "own", secret = OwnKey, base_url = "http://127.0.0.1:9/v1" });

        (refused.Status, refused.Param).ShouldBe((400, "base_url"));
        refused.Message.ShouldContain("could not be reached at http://127.0.0.1:9");
    }

    [Theory]
    [InlineData("""{"name":"own","secret":"sk-0123456789ab"}""", "source", "is required")]
    [InlineData("""{"source":"sandbox","name":"own","secret":"sk-0123456789ab"}""", "source", "takes no credential")]
    [InlineData("""{"source":"nowhere","name":"own","secret":"sk-0123456789ab"}""", "source", "There is no source 'nowhere'")]
    [InlineData("""{"source":"voyage","name":"own","secret":"sk-0123456789ab"}""", "source", "which this version does not")]
    [InlineData("""{"source":"fake","secret":"sk-0123456789ab"}""", "name", "1 to 100")]
    [InlineData("""{"source":"fake","name":"own"}""", "secret", "printable ASCII")]
    [InlineData("""{"source":"fake","name":"own","secret":"has a space in it"}""", "secret", "without white space")]
    [InlineData("""{"source":"azure-openai","name":"own","secret":"sk-0123456789ab"}""", "base_url", "https://{resource}.openai.azure.com/openai/v1")]
    [InlineData("""{"source":"azure-openai","name":"own","secret":"sk-0123456789ab","base_url":"https://acme.openai.azure.com"}""", "models", "my-deployment")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","base_url":"ftp://example.com"}""", "base_url", "https address")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","base_url":"https://user:pw@example.com"}""", "base_url", "without user name")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","base_url":"https://169.254.169.254/v1"}""", "base_url", "is not a public address")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","base_url":"https://[::ffff:10.0.0.1]/v1"}""", "base_url", "10.0.0.1 is not a public address")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","base_url":"https://0x0a000001/v1"}""", "base_url", "10.0.0.1 is not a public address")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","base_url":"https://100.64.0.1/v1"}""", "base_url", "is not a public address")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","base_url":"http://93.184.215.14/v1"}""", "base_url", "not encrypted")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","api_version":"2024-10-21"}""", "api_version", "not called by a version")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","region":"the moon"}""", "region", "letters, digits")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","models":{"gpt-99":"x"}}""", "models", "'gpt-99'")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","models":{"canary":"two words"}}""", "models", "what the source calls it")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","team":"default","project":"default"}""", "project", "not both")]
    [InlineData("""{"source":"fake","name":"own","secret":"sk-0123456789ab","key":"x"}""", "key", "There is no member 'key'")]
    public async Task Create_WhatCannotBe_IsRefusedBeforeAnybodyIsAsked(string body, string param, string told)
    {
        var refused = await _gateway.SendAsync("POST", "", body);

        (refused.Status, refused.Param).ShouldBe((400, param), refused.Body);
        refused.Message.ShouldContain(told);
        refused.Body.ShouldNotContain("sk-0123456789ab");
        _gateway.Upstream.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Change_WhatNamesTheCredential_NeedsItsVersionAndNeverMovesTheSecret()
    {
        var own = await _gateway.AddAsync();
        (await _gateway.SendAsync("POST", "", new { source = "fake", name = "own", secret = NextKey })).Code.ShouldBe("conflict");

        (await _gateway.SendAsync("PATCH", $"/{own.Id}", new { name = "x" })).Status.ShouldBe(428);
        (await _gateway.SendAsync("PATCH", $"/{own.Id}", new { name = "x" }, "\"7\"")).Status.ShouldBe(412);
        var moved = await _gateway.SendAsync("PATCH", $"/{own.Id}", new { base_url = "https://evil.example.com" }, own.ETag);
        (moved.Status, moved.Param).ShouldBe((400, "secret"));
        (await _gateway.SendAsync("PATCH", $"/{own.Id}", new { project = "default" }, own.ETag)).Status.ShouldBe(400);
        var changed = await _gateway.SendAsync("PATCH", $"/{own.Id}", new { name = "ours", enabled = false }, own.ETag);

        (changed.Status, changed["name"], changed.Json.GetProperty("enabled").GetBoolean(), changed.ETag).ShouldBe((200, "ours", false, "\"2\""));
        changed["secret_set_at"].ShouldBe(own["secret_set_at"]);
        (await _gateway.SendAsync("DELETE", $"/{own.Id}", null, "\"1\"")).Status.ShouldBe(412);
        (await _gateway.SendAsync("DELETE", $"/{own.Id}", null, "\"2\"")).Status.ShouldBe(200);
        (await _gateway.SendAsync("GET", $"/{own.Id}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Rotate_SecretTheSourceRefuses_LeavesThePresentOne()
    {
        var own = await _gateway.AddAsync();

        var refused = await _gateway.SendAsync("POST", $"/{own.Id}/rotate", new { secret = BadKey }, own.ETag);
        refused.Status.ShouldBe(400);
        (await _gateway.ChatAsync(Ask())).Reply.Status.ShouldBe(System.Net.HttpStatusCode.OK);
        _gateway.KeysSeen.ShouldBe([OwnKey]);

        var tested = await _gateway.SendAsync("POST", $"/{own.Id}/test");
        tested.Json.GetProperty("last_test").GetProperty("outcome").GetString().ShouldBe("valid");
        tested.ETag.ShouldBe(own.ETag, "a test changes nothing");
        tested.Json.GetProperty("last_used_at").GetDateTimeOffset().ShouldBeGreaterThan(own.Json.GetProperty("created_at").GetDateTimeOffset().AddMinutes(-1));
    }

    [Fact]
    public async Task List_ManyCredentials_PagesByIdAndFilters()
    {
        foreach (var name in new[] { "a", "b", "c" })
        {
            await _gateway.AddAsync(name: name);
        }

        await _gateway.AddAsync(source: "openai", name: "d", more: $",\"base_url\":\"{_gateway.Upstream.BaseUrl}\"");
        var first = (await _gateway.SendAsync("GET", "?limit=3")).Json;
        var second = (await _gateway.SendAsync("GET", $"?limit=3&after={first.GetProperty("next").GetString()}")).Json;

        Names(first).Concat(Names(second)).ShouldBe(["a", "b", "c", "d"]);
        Names((await _gateway.SendAsync("GET", "?source=openai")).Json).ShouldBe(["d"]);
        (await _gateway.SendAsync("GET", "?name=a")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task Team_ItsAdmin_BringsItsOwnKeysAndNeitherAddressesNorThoseOfOthers()
    {
        (await _gateway.SendAsync("POST", "", new { name = "red" }, resource: "teams")).Status.ShouldBe(201);
        (await _gateway.SendAsync("POST", "", new { team = "red", name = "red-site" }, resource: "projects")).Status.ShouldBe(201);
        var red = (await _gateway.SendAsync("POST", "", new { team = "red", name = "red", role = "admin" }, resource: "management-keys"))["raw_key"];
        var viewer = (await _gateway.SendAsync("POST", "", new { team = "red", name = "v", role = "viewer" }, resource: "management-keys"))["raw_key"];
        var whole = await _gateway.AddAsync();
        var elsewhere = await _gateway.AddAsync(name: "elsewhere", more: ",\"team\":\"default\"");

        (await Post(new { source = "fake", name = "r1", secret = OwnKey })).Message.ShouldContain("Name that 'team'");
        (await Post(new { source = "fake", name = "r2", secret = OwnKey, team = "default" })).Status.ShouldBe(404);
        (await Post(new { source = "fake", name = "r3", secret = OwnKey, team = "red", base_url = _gateway.Upstream.BaseUrl })).Code.ShouldBe("permission_denied");
        var made = await Post(new { source = "fake", name = "r4", secret = OwnKey, project = "red-site" });

        made.Status.ShouldBe(201, made.Body);
        made["created_by"].ShouldBe("red");
        (await _gateway.SendAsync("PATCH", $"/{whole.Id}", new { enabled = false }, "*", red)).Status.ShouldBe(403);
        (await _gateway.SendAsync("POST", $"/{whole.Id}/test", null, null, red)).Status.ShouldBe(403);
        (await _gateway.SendAsync("GET", $"/{elsewhere.Id}", key: red)).Status.ShouldBe(404);
        Names((await _gateway.SendAsync("GET", "", key: viewer)).Json).ShouldBe(["own", "r4"]);
        (await _gateway.SendAsync("DELETE", $"/{made.Id}", null, "*", viewer)).Status.ShouldBe(403);

        Task<Admin.AdminReply> Post(object body) => _gateway.SendAsync("POST", "", body, key: red);
    }

    private static IEnumerable<string> Names(JsonElement page) => page.GetProperty("data").EnumerateArray().Select(c => c.GetProperty("name").GetString()!);
}
