using System.Globalization;
using System.Text;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>A gateway whose only sources are a fake upstream.</summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    /// <summary>Where clients point: ends in <c>/v1</c>.</summary>
    public string BaseUrl { get; }

    /// <summary>A key that may call every model.</summary>
    public string ApiKey { get; }

    private GatewayUnderTest(string baseUrl, string apiKey) => (BaseUrl, ApiKey) = (baseUrl, apiKey);

    /// <summary>Starts it with <see cref="Configuration"/>.</summary>
    public static Task<GatewayUnderTest> StartAsync(FakeUpstream upstream)
    {
        _ = Configuration(upstream);
        throw new NotImplementedException("The composition root of NextModel.Gateway goes here.");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// One source for each model, so that a failing one opens no breaker of another; a model's id, its upstream id and its
    /// fixture are the same name.
    /// </summary>
    internal static string Configuration(FakeUpstream upstream)
    {
        var sources = new StringBuilder("sources:\n");
        var models = new StringBuilder("models:\n");
        foreach (var scenario in ScenarioTable.All.Where(scenario => scenario.Fixture != "not-configured"))
        {
            var model = scenario.Model(Column.Fixture);
            sources.Append(CultureInfo.InvariantCulture, $$"""
                  - { id: {{scenario.Id}}, dialect: openai-chat, base_url: "{{upstream.BaseUrl}}", api_key: none, region: local }

                """);
            models.Append(CultureInfo.InvariantCulture, $$"""
                  - id: {{model}}
                    offers:
                      - source: {{scenario.Id}}
                        upstream_model: {{model}}
                        price: { currency: USD, input: 1, output: 1 }

                """);
        }

        return sources.Append(models).ToString();
    }
}
