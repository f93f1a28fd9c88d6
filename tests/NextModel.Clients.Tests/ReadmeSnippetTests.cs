using System.Diagnostics;
using System.Text;
using System.Text.Json;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Clients.Tests;

/// <summary>What README.md tells people to type is run as it stands there, against a gateway with nothing but the sandbox.</summary>
public sealed class ReadmeSnippetTests : IAsyncLifetime
{
    private const string Answer = "Sandbox echo (simulated): Hello";

    private readonly TemporaryDirectory _directory = new();
    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new TestGatewayOptions());

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        _directory.Dispose();
    }

    [Fact]
    public async Task Curl_AsInTheReadme_Answers() =>
        (await RunAsync(_directory.Path, "bash", await SaveAsync("curl", "snippet.sh"))).ShouldContain(Answer);

    [Fact]
    public async Task Python_AsInTheReadme_Answers() =>
        (await RunAsync(_directory.Path, "python3", await SaveAsync("python", "snippet.py"))).ShouldContain(Answer);

    [Fact]
    public async Task Node_AsInTheReadme_Answers()
    {
        // Modules are looked up from where the file lies.
        var node = Path.Combine(ReadmeSnippets.Root, "tests", "NextModel.Clients.Tests", "node");
        Directory.CreateSymbolicLink(_directory.File("node_modules"), Path.Combine(node, "node_modules"));
        var script = ReadmeSnippets.Read("node").Replace("from \"openai\"", "from \"openai7\"", StringComparison.Ordinal);
        await File.WriteAllTextAsync(_directory.File("snippet.mjs"), script);
        (await RunAsync(_directory.Path, "node", _directory.File("snippet.mjs"))).ShouldContain(Answer);
    }

    [Fact]
    public async Task CSharp_AsInTheReadme_Answers()
    {
        var file = await SaveAsync("csharp", "hello.cs");
        (await RunAsync(_directory.Path, "dotnet", "run", file)).ShouldContain(Answer);
    }

    // The package cannot be had from every registry; what it sends for these arguments was recorded from its source.
    [Fact]
    public async Task PythonPackage_RequestItMakes_IsAnswered()
    {
        var snippet = ReadmeSnippets.Read("python-openai");
        snippet.ShouldContain("OpenAI(base_url=os.environ[\"NEXTMODEL_BASE_URL\"], api_key=os.environ[\"NEXTMODEL_API_KEY\"])");
        snippet.ShouldContain("messages=[{\"role\": \"user\", \"content\": \"Hello\"}]");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions");
        request.Content = new StringContent(
            """{"messages":[{"role":"user","content":"Hello"}],"model":"sandbox-echo"}""", Encoding.UTF8, "application/json");
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "OpenAI/Python 2.8.0");
        request.Headers.TryAddWithoutValidation("X-Stainless-Lang", "python");
        request.Headers.TryAddWithoutValidation("x-stainless-retry-count", "0");
        using var response = await _gateway.Client.SendAsync(request);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString().ShouldBe(Answer);
    }

    private async Task<string> SaveAsync(string snippet, string name)
    {
        await File.WriteAllTextAsync(_directory.File(name), ReadmeSnippets.Read(snippet));
        return _directory.File(name);
    }

    private async Task<string> RunAsync(string directory, string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NEXTMODEL_BASE_URL"] = _gateway.BaseUrl;
        start.Environment["NEXTMODEL_API_KEY"] = _gateway.ApiKey;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        process.ExitCode.ShouldBe(0, await errors + await output);
        return await output;
    }
}
