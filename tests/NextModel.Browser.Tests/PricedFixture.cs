using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Browser.Tests;

/// <summary>The same with a source whose answers cost something, and the admin API to prepare with.</summary>
public class PricedFixture : BrowserFixture
{
    /// <summary>As long as a name may be, without a place to break it.</summary>
    public const string LongName = "customer-care-production-support-desk-europe-west-with-a-name-as-long-as-one-may-be-0123456789abcdef";

    private FakeUpstream _upstream = null!;

    /// <summary>Asks the admin API; fails the test when it refuses.</summary>
    public async Task<JsonElement> AdminAsync(string method, string path, object? body = null)
    {
        using var client = new HttpClient { BaseAddress = new Uri(Url) };
        using var request = new HttpRequestMessage(new HttpMethod(method), "/api/admin/v1/" + path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Gateway.Installation.Secrets.AdminKey);
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        if (body is not null)
        {
            request.Content = new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        response.IsSuccessStatusCode.ShouldBeTrue(text);
        return JsonDocument.Parse(text).RootElement.Clone();
    }

    /// <summary>A request that is charged.</summary>
    public async Task SpendAsync(string text = "x") =>
        (await Gateway.ChatAsync(JsonSerializer.Serialize(new { model = "canary", messages = new[] { new { role = "user", content = text } } }))).EnsureSuccessStatusCode();

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await _upstream.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task<TestGateway> StartGatewayAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        return await TestGateway.StartAsync(_upstream, new TestGatewayOptions { Models = ["canary", "echo"] });
    }
}
