using System.Text.Json;
using NextModel.Gateway.Tests.Limits;
using NextModel.Testing.Gateway;
using NextModel.Testing.Upstream;

namespace NextModel.Gateway.Tests.Policies;

/// <summary>A gateway in front of two sources, and policies over its callers.</summary>
internal static class PolicyGateway
{
    /// <summary>Model <c>dear</c> at source <c>fake</c> in region eu and at <c>spare</c> in region us; model <c>cheap</c> at <c>spare</c>.</summary>
    public static Task<TestGateway> StartAsync(FakeUpstream first, FakeUpstream second, TestGatewayOptions? options = null) =>
        TestGateway.StartAsync((options ?? new TestGatewayOptions()) with
        {
            MoreConfiguration = $$"""
                sources:
                  - { id: fake, base_url: "{{first.BaseUrl}}", api_key: none, region: eu, max_attempts: 1 }
                  - { id: spare, base_url: "{{second.BaseUrl}}", api_key: none, region: us, max_attempts: 1 }
                models:
                  - id: dear
                    offers:
                      - { source: fake, upstream_model: canary, price: { currency: USD, input: 3, output: 15 } }
                      - { source: spare, upstream_model: canary, price: { currency: USD, input: 2, output: 10 } }
                  - id: cheap
                    offers:
                      - { source: spare, upstream_model: canary, price: { currency: USD, input: 0.1, output: 0.4 } }
                  - id: echo
                    offers:
                      - { source: fake, upstream_model: echo, price: { currency: USD, input: 3, output: 15 } }
                """,
        });

    /// <summary>Attaches a policy and gives it as the admin API answers.</summary>
    public static async Task<JsonElement> AttachAsync(TestGateway gateway, string document, string scope = "project", string? scopeId = "default")
    {
        using var admin = AdminClient.Of(gateway);
        var body = JsonSerializer.Serialize(new Dictionary<string, string?> { ["scope"] = scope, ["scope_id"] = scopeId, ["document"] = document }
            .Where(m => m.Value is not null).ToDictionary());
        using var response = await admin.PostAsync("/api/admin/v1/policies", AdminClient.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        ((int)response.StatusCode).ShouldBe(201, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public static string Ask(string model, string more = "", string content = "hello") =>
        $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{content}}"}]{{more}}}""";
}
