using System.Globalization;
using System.Text;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;
using NextModel.Testing;
using NextModel.Testing.Upstream;

namespace NextModel.Clients.Tests;

/// <summary>A gateway on a new data directory, whose only sources are a fake upstream.</summary>
public sealed class GatewayUnderTest : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly OpenInstallation _installation;
    private readonly GatewayApplication _application;

    private GatewayUnderTest(TemporaryDirectory directory, OpenInstallation installation, GatewayApplication application, string apiKey)
    {
        (_directory, _installation, _application, ApiKey) = (directory, installation, application, apiKey);
        BaseUrl = new Uri(application.Addresses[0], "v1").ToString();
    }

    /// <summary>Where clients point: ends in <c>/v1</c>.</summary>
    public string BaseUrl { get; }

    /// <summary>A key that may call every model.</summary>
    public string ApiKey { get; }

    /// <summary>Starts it in this process, on a free port.</summary>
    public static async Task<GatewayUnderTest> StartAsync(FakeUpstream upstream)
    {
        var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.File("nextmodel.yaml"), Configuration(upstream));
        var variables = new Dictionary<string, string> { ["NEXTMODEL_URLS"] = "http://127.0.0.1:0" };
        var problems = new List<ConfigurationProblem>();
        var installation = await OpenInstallation.OpenAsync(
            NextModel.Configuration.Installation.Read(variables.GetValueOrDefault, directory.Path, problems),
            variables.GetValueOrDefault,
            TimeProvider.System,
            problems,
            CancellationToken.None);
        problems.ShouldBeEmpty();
        installation.ShouldNotBeNull();
        var bootstrap = await FirstStart.BootstrapAsync(installation, null, CancellationToken.None);
        bootstrap.TryGet(out var made, out var refusal).ShouldBeTrue(refusal?.Message);
        var application = await GatewayApplication.StartAsync(installation, CancellationToken.None);
        return new GatewayUnderTest(directory, installation, application, made!.RawKey!);
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _installation.DisposeAsync();
        _directory.Dispose();
    }

    // One source for each model, without a breaker: every client has to see a source fail that has failed for the clients before it.
    // A model's id, its upstream id and its fixture are the same name.
    private static string Configuration(FakeUpstream upstream)
    {
        // A machine that has no time for the tests is no overload.
        var sources = new StringBuilder("overload: { max_wait: 1m }\nsources:\n");
        var models = new StringBuilder("models:\n");
        foreach (var scenario in ScenarioTable.All.Where(scenario => scenario.Fixture != "not-configured"))
        {
            var model = scenario.Model(Column.Fixture);
            sources.Append(CultureInfo.InvariantCulture, $$"""
                  - id: {{scenario.Id}}
                    dialect: {{scenario.Dialect}}
                    base_url: {{upstream.BaseUrl}}
                    api_key: none
                    region: local
                    timeouts: { idle: 3s }
                    retry_budget: 1
                    circuit_breaker: false

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
