using System.Text;
using System.Text.Json;
using NextModel.Testing.Gateway;

namespace NextModel.Clients.Tests;

/// <summary>What README.md tells people to type is run as it stands there, against a gateway with nothing but the sandbox.</summary>
public sealed class ReadmeSnippetTests : IAsyncLifetime
{
    private const string Answer = "Sandbox echo (simulated): Hello";

    private TestGateway _gateway = null!;
    private SnippetRunner _runner = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions());
        _runner = new SnippetRunner(_gateway);
    }

    public async ValueTask DisposeAsync()
    {
        _runner.Dispose();
        await _gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("curl", "bash")]
    [InlineData("python", "python")]
    [InlineData("node", "javascript")]
    [InlineData("csharp", "csharp")]
    public async Task Snippet_AsInTheReadme_Answers(string name, string language) =>
        (await _runner.RunAsync(language, DocumentSnippets.Read("README.md", name))).ShouldContain(Answer);

    // The package cannot be had from every registry; what it sends for these arguments was recorded from its source.
    [Fact]
    public async Task PythonPackage_RequestItMakes_IsAnswered()
    {
        var snippet = DocumentSnippets.Read("README.md", "python-openai");
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
}
