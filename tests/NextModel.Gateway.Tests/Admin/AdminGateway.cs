using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Accounts;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Admin;

/// <summary>A gateway with the sandbox and a source that nobody listens at, and requests to its admin API.</summary>
public sealed class AdminGateway : IAsyncDisposable
{
    private readonly HttpClient _client;

    private AdminGateway(TestGateway gateway, ManualTime time)
    {
        Gateway = gateway;
        Time = time;
        _client = new HttpClient { BaseAddress = new Uri(gateway.Origin) };
    }

    public TestGateway Gateway { get; }

    public ManualTime Time { get; }

    /// <summary>The password of everybody who joins.</summary>
    public const string Password = "correct horse battery staple";

    /// <summary>The key that may do everything.</summary>
    public string OperatorKey => Gateway.Installation.Secrets.AdminKey;

    public static async Task<AdminGateway> StartAsync(
        TemporaryDirectory? directory = null, ManualTime? time = null, string configuration = "sources: [{ id: closed, base_url: 'http://127.0.0.1:9/v1', api_key: closed-upstream-key, region: local }]")
    {
        time ??= new ManualTime();
        return new AdminGateway(await TestGateway.StartAsync(new TestGatewayOptions { Time = time, Directory = directory, MoreConfiguration = configuration }), time);
    }

    /// <param name="method">HTTP method.</param>
    /// <param name="path">After <c>/api/admin/v1/</c>.</param>
    /// <param name="body">JSON; null for none.</param>
    /// <param name="key">Bearer; the operator's unless given.</param>
    /// <param name="ifMatch">Value of the header; null for none.</param>
    public async Task<AdminReply> SendAsync(string method, string path, string? body = null, string? key = null, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/admin/v1/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key ?? OperatorKey);
        if (ifMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        }

        using var response = await _client.SendAsync(request);
        return await AdminReply.ReadAsync(response);
    }

    /// <summary>Makes an object and gives the answer; fails the test when it is refused.</summary>
    public async Task<AdminReply> MakeAsync(string path, string body, string? key = null)
    {
        var reply = await SendAsync("POST", path, body, key);
        reply.Status.ShouldBe(201, reply.Body);
        return reply;
    }

    /// <summary>Invites somebody and takes the invitation up for them; gives the id of their account.</summary>
    public async Task<string> JoinAsync(string email, string role, string organization = "default", string? team = null)
    {
        var place = team is null ? "" : $",\"team\":\"{team}\"";
        var invitation = await MakeAsync("invitations", $"{{\"organization\":\"{organization}\"{place},\"email\":\"{email}\",\"role\":\"{role}\"}}");
        var joined = await Gateway.Installation.Accounts.Invitations.AcceptAsync(
            invitation["link"].Split('=')[1], Password, SignInPlace.Of(IPAddress.Loopback, "a test", "en"), CancellationToken.None);
        return joined.TryGet(out var account, out var refusal) ? account.Id : throw new InvalidOperationException(refusal.Message);
    }

    /// <summary>Applies a declarative file; fails the test when it is refused.</summary>
    /// <param name="file">Its text.</param>
    /// <param name="more">Other members of the body, as JSON.</param>
    public async Task<AdminReply> ApplyAsync(string file, string more = "")
    {
        var reply = await TryApplyAsync(file, more);
        reply.Status.ShouldBe(200, reply.Body);
        return reply;
    }

    public Task<AdminReply> TryApplyAsync(string file, string more = "") => SendAsync(
        "POST", "apply", $"{{\"file\":{JsonSerializer.Serialize(file)}{(more.Length == 0 ? "" : "," + more)}}}");

    /// <summary>Status of a chat request with this API key.</summary>
    public async Task<(int Status, string? Code)> ChatAsync(string apiKey)
    {
        using var client = Gateway.CreateClient(apiKey);
        using var response = await Gateway.ChatAsync(
            "{\"model\":\"sandbox-echo\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}", client);
        return ((int)response.StatusCode, (await AdminReply.ReadAsync(response)).Code);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await Gateway.DisposeAsync();
    }
}
