using NextModel.Testing.Gateway;

namespace NextModel.Clients.Tests;

/// <summary>The verifiers of docs/concepts/receipts.md, run as they stand there: a genuine receipt passes, a changed one does not.</summary>
public sealed class ReceiptSnippetTests : IAsyncLifetime
{
    private const string Document = "docs/concepts/receipts.md";

    private TestGateway _gateway = null!;
    private SnippetRunner _runner = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync(new TestGatewayOptions());
        _runner = new SnippetRunner(_gateway);
        (await _runner.RunAsync("bash", DocumentSnippets.Read(Document, "save"))).ShouldContain("saved req_");
    }

    public async ValueTask DisposeAsync()
    {
        _runner.Dispose();
        await _gateway.DisposeAsync();
    }

    [Theory]
    [InlineData("python", "python")]
    [InlineData("node", "javascript")]
    [InlineData("csharp", "csharp")]
    public async Task Snippet_GenuineReceiptAndChangedOnes_TellsThemApart(string name, string language)
    {
        var code = DocumentSnippets.Read(Document, name);
        (await _runner.RunAsync(language, code)).ShouldContain("genuine: rcpt_");
        var receipt = await _runner.ReadAsync("receipt.json");
        var jws = receipt[(receipt.IndexOf("\"jws\":\"", StringComparison.Ordinal) + 7)..].Split('"')[0];
        foreach (var (changed, why) in new[]
        {
            (receipt.Replace("\"serve_mode\":\"fresh\"", "\"serve_mode\":\"exact_cache\"", StringComparison.Ordinal), "the content was changed"),
            (receipt.Replace(jws, jws[..^8] + "AAAAAAAA", StringComparison.Ordinal), "the signature does not hold"),
        })
        {
            changed.ShouldNotBe(receipt);
            await _runner.WriteAsync("receipt.json", changed);
            (await Record.ExceptionAsync(() => _runner.RunAsync(language, code))).ShouldNotBeNull().Message.ShouldContain(why);
        }
    }
}
