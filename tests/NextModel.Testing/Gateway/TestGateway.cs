using System.Net.Http.Headers;
using System.Text;
using NextModel.Configuration;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Hosting;
using NextModel.Testing.Upstream;

namespace NextModel.Testing.Gateway;

/// <summary>A real gateway on loopback over a temporary data directory, with one API key and, usually, a FakeUpstream behind it.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly OpenInstallation _installation;
    private readonly GatewayApplication _application;
    private readonly bool _ownsDirectory;

    private TestGateway(
        TemporaryDirectory directory, bool ownsDirectory, OpenInstallation installation, GatewayApplication application, string apiKey)
    {
        _directory = directory;
        _ownsDirectory = ownsDirectory;
        _installation = installation;
        _application = application;
        ApiKey = apiKey;
        Client = CreateClient(apiKey);
    }

    /// <summary>Ends in <c>/v1</c>.</summary>
    public string BaseUrl => $"{Origin}/v1";

    /// <summary>Scheme, host and port.</summary>
    public string Origin => _application.Addresses[0].ToString().TrimEnd('/');

    public string ApiKey { get; }

    /// <summary>Sends with <see cref="ApiKey"/>; addresses are relative to <see cref="Origin"/>.</summary>
    public HttpClient Client { get; }

    public OpenInstallation Installation => _installation;

    /// <summary>The running server.</summary>
    public GatewayApplication Application => _application;

    public TemporaryDirectory Directory => _directory;

    /// <summary>Starts a gateway in front of <paramref name="upstream"/>, which serves every fixture under its name.</summary>
    public static Task<TestGateway> StartAsync(FakeUpstream upstream, TestGatewayOptions? options = null) =>
        StartAsync((options ?? new TestGatewayOptions()) with { Upstream = upstream });

    public static async Task<TestGateway> StartAsync(TestGatewayOptions options)
    {
        var directory = options.Directory ?? new TemporaryDirectory();
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NEXTMODEL_URLS"] = "http://127.0.0.1:0",
            ["NEXTMODEL_DATA"] = Path.Combine(directory.Path, "data"),
            ["NEXTMODEL_CONFIG"] = Path.Combine(directory.Path, "nextmodel.yaml"),
        };
        foreach (var (name, value) in options.Environment)
        {
            environment[name] = value;
        }

        await File.WriteAllTextAsync(environment["NEXTMODEL_CONFIG"], options.Configuration());
        var problems = new List<ConfigurationProblem>();
        var installation = Configuration.Installation.Read(environment.GetValueOrDefault, directory.Path, problems);
        var opened = await OpenInstallation.OpenAsync(
            installation, environment.GetValueOrDefault, options.Time ?? TimeProvider.System, problems, CancellationToken.None);
        if (opened is null)
        {
            throw new InvalidOperationException(string.Join('\n', problems));
        }

        var application = await GatewayApplication.StartAsync(opened, CancellationToken.None, options.MeasuresWait);
        var gateway = new TestGateway(directory, options.Directory is null, opened, application, "");
        var key = await gateway.CreateKeyAsync();
        gateway.Client.Dispose();
        return new TestGateway(directory, options.Directory is null, opened, application, key);
    }

    /// <summary>A new raw key.</summary>
    public async Task<string> CreateKeyAsync(string project = "default", string organization = "default")
    {
        var request = new CreateKeyRequest { Organization = organization, Project = project, Name = "test", Create = true };
        var made = await _installation.Operations.CreateKeyAsync(request, CancellationToken.None);
        return made.TryGet(out var key, out var refusal) ? key.RawKey! : throw new InvalidOperationException(refusal.Message);
    }

    public HttpClient CreateClient(string apiKey)
    {
        var client = new HttpClient { BaseAddress = new Uri(Origin), Timeout = TimeSpan.FromSeconds(60) };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        return client;
    }

    /// <summary>Posts a JSON text to chat completions.</summary>
    public Task<HttpResponseMessage> ChatAsync(string json, HttpClient? client = null) =>
        (client ?? Client).PostAsync("/v1/chat/completions", new StringContent(json, Encoding.UTF8, "application/json"));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _application.StopAsync();
        await _application.DisposeAsync();
        await _installation.DisposeAsync();
        if (_ownsDirectory)
        {
            _directory.Dispose();
        }
    }
}
