using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using NextModel.Identity;

namespace NextModel.Web.Dashboard.Admin;

/// <summary>The admin API in the hands of the person who looks at a page. Paths are written without <c>/api/admin/v1</c>.</summary>
public sealed class AdminClient(AdminApi api, Administrator by, CancellationToken gone)
{
    private const int PageSize = 200;

    /// <summary>Null when they may use a route; else the reason, in English. Whether they may on the object at hand, only the call itself says.</summary>
    public string? WhyNot(string method, string path) => api.WhyNot(by, method, AdminApi.Root + path);

    public bool May(string method, string path) => WhyNot(method, path) is null;

    /// <summary>Gets a list, or what has no blank in its path.</summary>
    public ValueTask<AdminReply> GetAsync(string path, params (string Name, string Value)[] query) =>
        api.SendAsync(new AdminRequest(by, HttpMethods.Get, AdminApi.Root + path) { Query = Given(query) }, gone);

    /// <summary>Gets one object.</summary>
    public ValueTask<AdminReply> GetOneAsync(string path, string id, params (string Name, string Value)[] query) =>
        api.SendAsync(new AdminRequest(by, HttpMethods.Get, AdminApi.Root + path) { Values = Blank(id), Query = Given(query) }, gone);

    /// <summary>Every item of a list, page after page, up to so many; none when the reader may not see the list.</summary>
    public ValueTask<IReadOnlyList<AdminObject>> ListAsync(string path, int most, params (string Name, string Value)[] query) => ListOfAsync(path, null, most, query);

    /// <summary>The same of a list that belongs to one object.</summary>
    public async ValueTask<IReadOnlyList<AdminObject>> ListOfAsync(string path, string? id, int most, params (string Name, string Value)[] query)
    {
        var items = new List<AdminObject>();
        var after = "";
        do
        {
            var page = Given([.. query, ("limit", PageSize.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("after", after)]);
            var reply = await api.SendAsync(new AdminRequest(by, HttpMethods.Get, AdminApi.Root + path) { Values = Blank(id), Query = page }, gone);
            items.AddRange(reply.Body.Items("data"));
            after = reply.Body.Text("next");
        }
        while (after.Length > 0 && items.Count < most);

        return items.Count > most ? items[..most] : items;
    }

    /// <summary>Makes something, or has something done.</summary>
    public ValueTask<AdminReply> PostAsync(string path, JsonObject body, string? id = null, string? version = null) =>
        SendAsync(HttpMethods.Post, path, id, version, body);

    /// <summary>Changes an object.</summary>
    /// <param name="method"><c>PATCH</c> or <c>PUT</c>.</param>
    /// <param name="path">The route.</param>
    /// <param name="id">Which.</param>
    /// <param name="version">The version that was read; <c>*</c> for any.</param>
    /// <param name="body">What is to be.</param>
    public ValueTask<AdminReply> ChangeAsync(string method, string path, string id, string version, JsonObject body) => SendAsync(method, path, id, version, body);

    public ValueTask<AdminReply> DeleteAsync(string path, string id, string version) => SendAsync(HttpMethods.Delete, path, id, version, null);

    /// <summary>A call of any other shape.</summary>
    public ValueTask<AdminReply> SendAsync(AdminRequest request) => api.SendAsync(request with { By = by }, gone);

    /// <summary>Answers a browser with what a route gives: a file, or something long.</summary>
    public Task ForwardAsync(HttpContext context, string path, string? id, params (string Name, string Value)[] query) =>
        api.ForwardAsync(new AdminRequest(by, HttpMethods.Get, AdminApi.Root + path) { Values = Blank(id), Query = Given(query) }, context);

    private ValueTask<AdminReply> SendAsync(string method, string path, string? id, string? version, JsonObject? body)
    {
        var json = body is null ? null : System.Text.Encoding.UTF8.GetBytes(body.ToJsonString());
        return api.SendAsync(
            new AdminRequest(by, method, AdminApi.Root + path)
            {
                Values = Blank(id),
                Version = version,
                Body = json is null ? null : new MemoryStream(json, writable: false),
                BodyLength = json?.Length,
            },
            gone);
    }

    private static Dictionary<string, string> Blank(string? id) => id is null ? [] : new() { ["id"] = id };

    // An empty value is none: the API takes a parameter without one for a mistake.
    private static (string, string)[] Given((string Name, string Value)[] query) => [.. query.Where(one => one.Value.Length > 0)];
}
