using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using NextModel.Errors;
using NextModel.Gateway.Anthropic;

namespace NextModel.Gateway.OpenApi;

/// <summary>The OpenAPI 3.1 document of all routes, served at <c>/openapi/v1.json</c>.</summary>
internal static class OpenApiDocument
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly Lazy<byte[]> Text = new(() => JsonSerializer.SerializeToUtf8Bytes(
        Build([
            .. OpenAIApi.Routes, .. PassedApi.Routes, .. KeptApi.Routes, .. MessagesApi.Routes, .. ResponsesApi.Routes, .. PricingApi.Routes, .. AdminApi.Routes, .. LimitsApi.Routes, .. CreditsApi.Routes, .. PoliciesApi.Routes, .. OffersApi.Routes,
            .. EvidenceApi.Routes, .. EntriesApi.Routes, .. PricesApi.Routes, .. WebhooksApi.Routes, .. CredentialsApi.Routes, .. AccountsApi.Routes,
            .. ReconciliationsApi.Routes, .. ReportsApi.Routes,
        ]), Readable));

    public static byte[] Json => Text.Value;

    private static JsonObject Build(IReadOnlyList<ApiRoute> routes)
    {
        var paths = new JsonObject();
        var schemas = new JsonObject { ["Error"] = JsonNode.Parse(OpenAIApi.ErrorSchema), ["AnthropicError"] = JsonNode.Parse(MessagesApi.ErrorSchema) };
        foreach (var group in routes.GroupBy(r => r.Path))
        {
            var path = new JsonObject();
            foreach (var route in group)
            {
                path[route.Method.ToLowerInvariant()] = Operation(route, schemas);
            }

            paths[group.Key] = path;
        }

        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "NextModel",
                ["version"] = typeof(OpenApiDocument).Assembly.GetName().Version!.ToString(3),
                ["description"] = "One OpenAI-compatible endpoint with receipts, and the API that administers it. Paths under /v1 are served under /openapi/v1 too.",
            },
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["securitySchemes"] = new JsonObject
                {
                    ["api_key"] = Bearer("An API key: nm_sk_…"),
                    ["admin_key"] = Bearer("The admin key of the installation, or a management key: nm_mk_…"),
                },
            },
        };
    }

    private static JsonObject Operation(ApiRoute route, JsonObject schemas)
    {
        var good = new JsonObject { ["description"] = "Done." };
        if (route.Response is { } response)
        {
            good["content"] = Content(route.MediaType, response, schemas);
        }

        if (route.NeedsIfMatch || route.Status == 201)
        {
            good["headers"] = new JsonObject { ["ETag"] = new JsonObject { ["schema"] = Type("string"), ["example"] = "\"2\"" } };
        }

        var responses = new JsonObject { [route.Status.ToString(CultureInfo.InvariantCulture)] = good };
        foreach (var status in route.Errors.GroupBy(code => StatusOf(route, code)).OrderBy(g => g.Key))
        {
            responses[status.Key.ToString(CultureInfo.InvariantCulture)] = Refusal(status, route.SpeaksAnthropic);
        }

        var operation = new JsonObject
        {
            ["operationId"] = OperationId(route),
            ["summary"] = route.Summary,
            ["tags"] = new JsonArray(Tag(route.Path)),
            ["parameters"] = Parameters(route),
            ["responses"] = responses,
            ["security"] = route.Security is { } key ? new JsonArray(new JsonObject { [key] = new JsonArray() }) : new JsonArray(),
        };
        if (route.Request is { } request)
        {
            operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = Content(route.RequestMediaType, request, schemas) };
        }

        return operation;
    }

    private static JsonObject Content(string mediaType, ApiBody body, JsonObject schemas)
    {
        schemas[body.Name] ??= body.Schema.DeepClone();
        return new JsonObject
        {
            [mediaType] = new JsonObject
            {
                ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + body.Name },
                ["example"] = body.Example.DeepClone(),
            },
        };
    }

    private static int StatusOf(ApiRoute route, GatewayErrorCode code) =>
        route.SpeaksAnthropic ? AnthropicErrors.StatusOf(new GatewayError(code, "")) : GatewayErrorCatalog.Describe(code).Status;

    private static JsonObject Refusal(IEnumerable<GatewayErrorCode> codes, bool speaksAnthropic)
    {
        var examples = new JsonObject();
        foreach (var code in codes)
        {
            var (wire, _, type) = GatewayErrorCatalog.Describe(code);
            examples[wire] = new JsonObject
            {
                ["value"] = speaksAnthropic ? MessagesApi.Error(code) : new JsonObject
                {
                    ["error"] = new JsonObject { ["message"] = "What was wrong with what value, and what to do.", ["type"] = type, ["param"] = null, ["code"] = wire },
                    ["request_id"] = "req_0193c1f20b7d7c3a9e5f4d2c1b0a9f8e",
                },
            };
        }

        return new JsonObject
        {
            ["description"] = string.Join(", ", examples.Select(e => e.Key)),
            ["content"] = new JsonObject
            {
                ["application/json"] = new JsonObject
                {
                    ["schema"] = new JsonObject { ["$ref"] = "#/components/schemas/" + (speaksAnthropic ? "AnthropicError" : "Error") },
                    ["examples"] = examples,
                },
            },
        };
    }

    private static JsonArray Parameters(ApiRoute route)
    {
        var parameters = new JsonArray();
        foreach (var part in route.Path.Split('/').Where(p => p.StartsWith('{')))
        {
            parameters.Add(Parameter(part.Trim('{', '}'), "path", "Id of the object.", true));
        }

        foreach (var (name, meaning) in route.Query)
        {
            parameters.Add(Parameter(name, "query", meaning, false));
        }

        foreach (var (name, meaning) in route.Headers)
        {
            parameters.Add(Parameter(name, "header", meaning, false));
        }

        if (route.NeedsIfMatch)
        {
            parameters.Add(Parameter("If-Match", "header", "The ETag of the object that is changed, or * for whatever it is now.", true));
        }

        return parameters;
    }

    private static JsonObject Parameter(string name, string place, string meaning, bool required) => new()
    {
        ["name"] = name,
        ["in"] = place,
        ["description"] = meaning,
        ["required"] = required,
        ["schema"] = Type(name == "limit" ? "integer" : "string"),
    };

    private static string OperationId(ApiRoute route) =>
        route.Method.ToLowerInvariant() + string.Concat(route.Path.Split('/', '-', '.', '_', '{', '}').Where(p => p.Length > 0 && p != "api")
            .Select(p => char.ToUpperInvariant(p[0]) + p[1..]));

    private static string Tag(string path) => path.StartsWith("/api/admin/v1/", StringComparison.Ordinal)
        ? "admin: " + path["/api/admin/v1/".Length..].Split('/')[0]
        : path.StartsWith("/v1/", StringComparison.Ordinal) ? path.Split('/')[2] : "server";

    private static JsonObject Type(string type) => new() { ["type"] = type };

    private static JsonObject Bearer(string description) =>
        new() { ["type"] = "http", ["scheme"] = "bearer", ["description"] = description };
}
