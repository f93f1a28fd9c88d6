using NextModel.Testing.Gateway;

namespace NextModel.Clients.Tests;

/// <summary>Every snippet of the guides is run as it stands there, against a gateway with nothing but the sandbox.</summary>
public sealed class GuideSnippetTests
{
    private static readonly string[] Documents =
    [
        "docs/guides/quickstart.md", "docs/guides/quickstart.zh.md", "docs/guides/quickstart.ms-MY.md", "docs/guides/chat-completions.md",
        "docs/guides/streaming.md", "docs/guides/tools-and-json.md", "docs/guides/claude-code.md", "docs/guides/responses.md", "docs/concepts/exact-cache.md", "docs/concepts/exact-cache.zh.md",
        "docs/concepts/exact-cache.ms-MY.md",
    ];

    // What they print beyond an answer of the sandbox.
    private static readonly Dictionary<string, string[]> Prints = new(StringComparer.Ordinal)
    {
        ["again"] = ["serve-mode: fresh", "serve-mode: exact_cache"],
        ["steer"] = ["serve-mode: fresh", "serve-mode: exact_cache", "serve-mode: fresh"],
        ["wire"] = ["Sandbox", ": nextmodel {", "data: [DONE]"],
        ["stream"] = ["Sandbox echo", " in, "],
        ["message"] = ["Sandbox echo"],
        ["message-stream"] = ["Sandbox echo", " out, about "],
    };

    public static TheoryData<string, string> Snippets()
    {
        var rows = new TheoryData<string, string>();
        foreach (var document in Documents)
        {
            foreach (var (name, _, _) in DocumentSnippets.All(document))
            {
                rows.Add(document, name);
            }
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Snippet_AsInTheGuide_PrintsWhatItSays(string document, string name)
    {
        await using var gateway = await TestGateway.StartAsync(new TestGatewayOptions());
        using var runner = new SnippetRunner(gateway);
        var (_, language, code) = DocumentSnippets.All(document).Single(snippet => snippet.Name == name);

        var output = await runner.RunAsync(language, code);

        var rest = output;
        foreach (var expected in Prints.GetValueOrDefault(name, ["Sandbox echo (simulated)"]))
        {
            var at = rest.IndexOf(expected, StringComparison.Ordinal);
            at.ShouldBeGreaterThanOrEqualTo(0, $"'{expected}' is not in what is left of: {output}");
            rest = rest[(at + expected.Length)..];
        }
    }
}
