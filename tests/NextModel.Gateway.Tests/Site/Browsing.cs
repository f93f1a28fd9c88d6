using System.Net;
using NextModel.Testing.Gateway;
using NextModel.Web.Dashboard.Forms;

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

    /// <summary>Whether what it sends carries the token that the forms of the dashboard have, unless a field says another. Default yes.</summary>
    public bool HasForms { get; set; } = true;

    /// <summary>The session token; null when there is none.</summary>
    public string? Token => Cookies.GetCookies(new Uri(_origin))["nm_session"]?.Value;

    public async Task<(HttpStatusCode Status, string Html)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public Task<HttpResponseMessage> SendAsync(string path, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead) => _client.GetAsync(path, completion);

    /// <summary>Where a page leads; null when it leads nowhere else.</summary>
    public async Task<string?> LocationAsync(string path)
    {
        using var response = await _client.GetAsync(path);
        return response.Headers.Location?.ToString();
    }

    /// <summary>Signs in with address and password; fails the test when that is refused.</summary>
    public async Task SignInAsync(string email, string password)
    {
        using var response = await PostAsync("/sign-in", [("email", email), ("password", password)]);
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    public Task<HttpResponseMessage> PostAsync(string path, (string Name, string Value) field, string? origin = null) => PostAsync(path, [field], origin);

    public async Task<HttpResponseMessage> PostAsync(string path, IEnumerable<(string Name, string Value)> fields, string? origin = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path);
        var sent = fields.ToList();
        if (HasForms && Token is { } token && sent.All(field => field.Name != FormToken.Field))
        {
            sent.Add((FormToken.Field, FormToken.Of(token)));
        }

        request.Content = new FormUrlEncodedContent(sent.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        request.Headers.TryAddWithoutValidation("Origin", origin ?? _origin);
        return await _client.SendAsync(request);
    }

    /// <summary>Opens a page, fills in the form of that id, and sends it: the hidden fields as they stand, the others as typed or as they stand.</summary>
    public async Task<(HttpStatusCode Status, string Html, string? Location)> SendFormAsync(string page, string form, params (string Name, string Value)[] typed)
    {
        var (status, html) = await GetAsync(page);
        status.ShouldBe(HttpStatusCode.OK, page);
        return await SendAsync(SentForm.Find(html, form), typed);
    }

    /// <summary>Sends a form of a page that was opened before.</summary>
    public async Task<(HttpStatusCode Status, string Html, string? Location)> SendAsync(SentForm form, params (string Name, string Value)[] typed)
    {
        using var response = await PostAsync(form.Action, form.With(typed));
        return (response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location?.ToString());
    }

    /// <summary>Signs in with a key; fails the test when that is refused.</summary>
    public async Task SignInAsync(string key)
    {
        using var response = await PostAsync("/sign-in", ("key", key));
        response.StatusCode.ShouldBe(HttpStatusCode.SeeOther);
    }

    public void Dispose() => _client.Dispose();
}
