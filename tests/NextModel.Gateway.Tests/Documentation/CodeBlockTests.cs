using System.Diagnostics;
using System.Text.Json;
using System.Text.RegularExpressions;
using NextModel.Gateway.Tests.Architecture;
using YamlDotNet.RepresentationModel;

namespace NextModel.Gateway.Tests.Documentation;

/// <summary>What documents show and no other test runs, as it needs a machine of its own: it is at least written as its language is.</summary>
public sealed partial class CodeBlockTests
{
    [Fact]
    public async Task ShellBlocks_OfEveryDocument_AreShell()
    {
        var wrong = new List<string>();
        foreach (var (document, code) in Blocks("bash"))
        {
            using var shell = Process.Start(new ProcessStartInfo("bash", ["-n"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
            await shell.StandardInput.WriteAsync(code);
            shell.StandardInput.Close();
            var errors = await shell.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await shell.WaitForExitAsync(TestContext.Current.CancellationToken);
            if (shell.ExitCode != 0 || errors.Length > 0)
            {
                wrong.Add($"{document}: {errors} in\n{code}");
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Fact]
    public void JsonBlocks_OfEveryDocument_AreJson() => Unreadable("json", code => JsonDocument.Parse(code).Dispose()).ShouldBeEmpty();

    [Fact]
    public void YamlBlocks_OfEveryDocument_AreYaml() => Unreadable("yaml", code => new YamlStream().Load(new StringReader(code))).ShouldBeEmpty();

    private static List<string> Unreadable(string language, Action<string> read)
    {
        var wrong = new List<string>();
        foreach (var (document, code) in Blocks(language))
        {
            try
            {
                read(code);
            }
            catch (Exception error) when (error is JsonException or YamlDotNet.Core.YamlException)
            {
                wrong.Add($"{document}: {error.Message} in\n{code}");
            }
        }

        return wrong;
    }

    private static List<(string Document, string Code)> Blocks(string language)
    {
        List<(string, string)> blocks =
        [
            .. RepositoryTree.Files("docs").Append("README.md").Where(path => path.EndsWith(".md", StringComparison.Ordinal)).SelectMany(document => Block().Matches(RepositoryTree.Read(document))
                .Where(block => block.Groups[1].Value == language).Select(block => (document, block.Groups[2].Value))),
        ];
        blocks.Count.ShouldBeGreaterThan(5);
        return blocks;
    }

    [GeneratedRegex("^```([a-z]+)\\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();
}
