using System.Net;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.Site;

/// <summary>What a browser does without a screen: it keeps cookies, follows no redirect, and says where it comes from.</summary>
internal sealed class Browsing : IDisposable
{
    private readonly HttpClient _client;
    private readonly string _origin;

    public Browsing(TestGateway gateway)
    {
        _origin = gateway.Origin;
        _client = new HttpClient(new HttpClientHandler { CookieContainer = Cookies, AllowAutoRedirect = false }) { BaseAddress = new Uri(_origin) };
        _client.DefaultRequestHeaders.TryAddWithoutValidation("Accept", "text/html");
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>The session token; null when there is none.</summary>
    public string? Token => Cookies.GetCookies(new Uri(_origin))["nm_session"]?.Value;

    public async Task<(HttpStatusCode Status, string Html)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<HttpResponseMessage> SendAsync(string path, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead) => _client.GetAsync(path, completion);

    public Task<HttpResponseMessage> PostAsync(string path, (string Name, string Value) field, string? origin = null) => PostAsync(path, [field], origin);

    public async Task<HttpResponseMessage> PostAsync(string path, IEnumerable<(string Name, string Value)> fields, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        request.Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        request.Headers.TryAddWithoutValidation("Origin", origin ?? _origin);
        return await _client.SendAsync(request);
    }

    /// <summary>Signs in with a key; fails the test when that is refused.</summary>
    public async Task SignInAsync(string key)
    {
        using var response = await PostAsync("/sign-in", ("key", key));
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    public void Dispose() => _client.Dispose();
}
