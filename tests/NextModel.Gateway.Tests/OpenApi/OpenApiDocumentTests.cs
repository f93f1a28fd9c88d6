using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Routing;
using NextModel.Errors;
using NextModel.Gateway.Tests.Admin;

namespace NextModel.Gateway.Tests.OpenApi;

/// <summary>The document says what the server does: all routes, and examples that their own schemas take.</summary>
public sealed class OpenApiDocumentTests : IAsyncLifetime
{
    private AdminGateway _gateway = null!;
    private JsonElement _document;

    public async ValueTask InitializeAsync()
    {
        _gateway = await AdminGateway.StartAsync();
        _document = JsonDocument.Parse(await _gateway.Gateway.Client.GetStringAsync("/openapi/v1.json")).RootElement;
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public void Paths_EveryMappedRoute_IsInTheDocumentAndNoOther()
    {
        var mapped = _gateway.Gateway.Application.MappedRoutes
            .Where(r => r.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is null)
            .Select(r => (Path: "/" + r.RoutePattern.RawText!.TrimStart('/').Replace("{**", "{", StringComparison.Ordinal), Route: r))
            .Where(r => !r.Path.Contains("{*", StringComparison.Ordinal) && !r.Path.StartsWith("/openai/", StringComparison.Ordinal))
            .ToList();

        _document.GetProperty("paths").EnumerateObject().Select(p => p.Name).ShouldBe(mapped.Select(r => r.Path).Distinct(), ignoreOrder: true);
        foreach (var (path, route) in mapped)
        {
            foreach (var method in route.Metadata.OfType<IHttpMethodMetadata>().SelectMany(m => m.HttpMethods))
            {
                _document.GetProperty("paths").GetProperty(path).TryGetProperty(method.ToLowerInvariant(), out _).ShouldBeTrue($"{method} {path}");
            }
        }
    }

    [Fact]
    public void Examples_OfEveryBody_AreTakenByTheirSchema()
    {
        var count = 0;
        foreach (var (where, media) in Bodies())
        {
            foreach (var example in Examples(media))
            {
                count++;
                SchemaCheck.Check(example, media.GetProperty("schema"), _document).ShouldBeEmpty(where);
            }
        }

        count.ShouldBeGreaterThan(200);
    }

    [Fact]
    public void Refusals_OfEveryOperation_HaveTheCatalogsStatus()
    {
        var known = Enum.GetValues<GatewayErrorCode>().Select(GatewayErrorCatalog.Describe).ToDictionary(d => d.Wire, d => d.Status);
        foreach (var (path, method, operation) in Operations())
        {
            foreach (var response in operation.GetProperty("responses").EnumerateObject().Where(r => r.Name[0] is '4' or '5'))
            {
                var examples = response.Value.GetProperty("content").GetProperty("application/json").GetProperty("examples").EnumerateObject();
                // Anthropic's clients know a status of their own for a service without room.
                examples.ShouldAllBe(e => (path.StartsWith("/v1/messages", StringComparison.Ordinal) && known[e.Name] == 503 ? 529 : known[e.Name])
                    == int.Parse(response.Name, CultureInfo.InvariantCulture), $"{method} {path}");
            }
        }
    }

    [Fact]
    public void OperationIds_OfEveryOperation_AreUnique() =>
        Operations().Select(o => o.Operation.GetProperty("operationId").GetString()).ShouldBeUnique();

    [Fact]
    public async Task Answers_OfTheServer_AreTakenByTheSchemaTheDocumentNames()
    {
        await Installations.MakeAsync(_gateway);
        foreach (var (path, method, operation) in Operations().Where(o => o.Method == "get" && o.Path.StartsWith("/api/admin", StringComparison.Ordinal)))
        {
            var content = operation.GetProperty("responses").GetProperty("200").GetProperty("content").EnumerateObject().Single();
            if (path.Contains('{', StringComparison.Ordinal) || content.Name != "application/json")
            {
                continue;
            }

            var answer = await _gateway.SendAsync("GET", path["/api/admin/v1/".Length..]);
            SchemaCheck.Check(answer.Json, content.Value.GetProperty("schema"), _document).ShouldBeEmpty($"{method} {path}");
            // Nothing was asked of a model yet.
            if (answer.Json.TryGetProperty("data", out var data) && path != "/api/admin/v1/usage")
            {
                data.GetArrayLength().ShouldBeGreaterThan(0, path);
            }
        }
    }

    private IEnumerable<(string Path, string Method, JsonElement Operation)> Operations() =>
        from path in _document.GetProperty("paths").EnumerateObject()
        from method in path.Value.EnumerateObject()
        select (path.Name, method.Name, method.Value);

    private IEnumerable<(string Where, JsonElement Media)> Bodies()
    {
        foreach (var (path, method, operation) in Operations())
        {
            List<JsonElement> bodies = [.. operation.GetProperty("responses").EnumerateObject().Select(r => r.Value)];
            if (operation.TryGetProperty("requestBody", out var request))
            {
                bodies.Add(request);
            }

            foreach (var media in bodies.Where(b => b.TryGetProperty("content", out _)).SelectMany(b => b.GetProperty("content").EnumerateObject()))
            {
                yield return ($"{method} {path}", media.Value);
            }
        }
    }

    private static IEnumerable<JsonElement> Examples(JsonElement media) => media.TryGetProperty("example", out var one)
        ? [one]
        : media.GetProperty("examples").EnumerateObject().Select(e => e.Value.GetProperty("value"));
}
