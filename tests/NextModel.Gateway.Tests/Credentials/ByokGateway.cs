using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Gateway.Tests.Admin;
using NextModel.Gateway.Tests.Receipts;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Credentials;

/// <summary>A gateway in front of a source that asks for a key, as providers do, and requests about credentials to it.</summary>
internal sealed class ByokGateway : IAsyncDisposable
{
    /// <summary>The platform's key at the source.</summary>
    public const string PlatformKey = "upstream-secret-key";

    /// <summary>A key the source takes.</summary>
    public const string OwnKey = "sk-own-key-of-acme-4711";

    /// <summary>Another.</summary>
    public const string NextKey = "sk-own-key-of-acme-4712";

    /// <summary>A key the source does not take.</summary>
    public const string BadKey = "sk-own-key-of-acme-0000";

    /// <summary>The operator lets organizations call addresses on loopback, where the tests' sources are.</summary>
    public const string AllowLoopback = "credentials:\n  allow:\n    - { network: 127.0.0.0/8 }\n";

    private readonly HttpClient _client;

    private ByokGateway(FakeUpstream upstream, TestGateway gateway)
    {
        Upstream = upstream;
        Gateway = gateway;
        _client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
    }

    public FakeUpstream Upstream { get; }

    public TestGateway Gateway { get; }

    /// <summary>Keys that chat requests came with, in order.</summary>
    public IReadOnlyList<string?> KeysSeen => [.. Upstream.Requests.Where(r => r.Method == "POST").Select(KeyOf)];

    public static async Task<ByokGateway> StartAsync(string configuration = AllowLoopback, TestGatewayOptions? options = null)
    {
        var upstream = await FakeUpstream.StartAsync();
        upstream.Play(Asking(Behaviours.Canary()));
        return new ByokGateway(upstream, await TestGateway.StartAsync((options ?? new TestGatewayOptions()) with
        {
            Upstream = upstream,
            Models = ["canary", "echo"],
            SourceLines = "    max_attempts: 1",
            MoreConfiguration = configuration,
        }));
    }

    /// <summary>Behaves like this to whoever has a key, gives them a list of models, and refuses everybody else.</summary>
    public static UpstreamBehaviour Asking(UpstreamBehaviour behaviour, params string[] keys) => (request, attempt) =>
        KeyOf(request) is not { } key || !(keys is [] ? [PlatformKey, OwnKey, NextKey] : keys).Contains(key)
            ? ScriptedResponse.Json($$$"""{"error":{"message":"Incorrect API key provided: {{{KeyOf(request)}}}","type":"invalid_request_error","param":null,"code":"invalid_api_key"}}""", 401)
            : request.Method == "GET" ? ScriptedResponse.Json("""{"object":"list","data":[]}""") : behaviour(request, attempt);

    /// <summary>The key that a request came with, by whichever header.</summary>
    public static string? KeyOf(ReceivedRequest request) =>
        request.Header("x-api-key") ?? request.Header("api-key") ?? request.Header("x-goog-api-key") ?? request.Header("authorization")?.Replace("Bearer ", "", StringComparison.Ordinal);

    /// <summary>Asks the admin API; the path begins after <c>credentials</c>.</summary>
    public async Task<AdminReply> SendAsync(string method, string path, object? body = null, string? ifMatch = null, string? key = null, string resource = "credentials")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), $"/api/admin/v1/{resource}{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? Gateway.Installation.Secrets.AdminKey);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request);
        return await AdminReply.ReadAsync(response);
    }

    /// <summary>Adds a credential; fails the test when it is refused.</summary>
    public async Task<AdminReply> AddAsync(string secret = OwnKey, string source = "fake", string name = "own", string more = "")
    {
        var reply = await SendAsync("POST", "", $$"""{"source":"{{source}}","name":"{{name}}","secret":"{{secret}}"{{more}}}""");
        reply.Status.ShouldBe(201, reply.Body);
        return reply;
    }

    /// <summary>Puts an organization's policy in force.</summary>
    public async Task<AdminReply> RuleAsync(string document, string scope = "organization", string? scopeId = null)
    {
        var reply = await SendAsync("POST", "", new { scope, scope_id = scopeId, document }, resource: "policies");
        reply.Status.ShouldBe(201, reply.Body);
        return reply;
    }

    public static string Ask(string content = "hello", string model = "canary", string more = "") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{content}}"}]{{more}}}""";

    /// <summary>Sends a chat request, and reads answer and receipt.</summary>
    public async Task<(ChatReply Reply, JsonElement Receipt)> ChatAsync(string body, HttpClient? client = null)
    {
        using var response = await Gateway.ChatAsync(body, client);
        var reply = await ChatReply.ReadAsync(response);
        return (reply, reply.Headers.ContainsKey("x-nextmodel-receipt-url") ? (await SeenReceipt.OfAsync(client ?? Gateway.Client, reply.RequestId)).Root : default);
    }

    /// <summary>Whose credential each attempt of a receipt went out under.</summary>
    public static IReadOnlyList<string?> CredentialsOf(JsonElement receipt) =>
        [.. receipt.GetProperty("attempts").EnumerateArray().Select(a => a.GetProperty("credential").GetString())];

    /// <summary>Basis, list amount and amount.</summary>
    public static (string? Basis, string? List, string? Amount) BillingOf(JsonElement receipt)
    {
        var billing = receipt.GetProperty("billing");
        return (billing.GetProperty("basis").GetString(), billing.GetProperty("list_amount").GetString(), billing.GetProperty("amount").GetString());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Gateway.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
