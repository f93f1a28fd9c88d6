using System.Diagnostics;

namespace NextModel.Browser.Tests;

/// <summary>Runs a JavaScript snippet as it was copied, with the real SDK it imports.</summary>
internal static class NodeSnippet
{
    /// <summary>What it wrote; fails the test when it does not end well.</summary>
    /// <param name="text">The snippet.</param>
    /// <param name="key">What it reads from <c>NEXTMODEL_API_KEY</c>.</param>
    public static async Task<string> RunAsync(string text, string key)
    {
        // Imports are looked for from the working directory on.
        var start = new ProcessStartInfo("node", ["--input-type=module", "-"])
        {
            WorkingDirectory = Path.Combine(Screenshots.Root, "tests", "NextModel.Browser.Tests", "node"),
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NEXTMODEL_API_KEY"] = key;
        using var node = Process.Start(start)!;
        await node.StandardInput.WriteAsync(text);
        node.StandardInput.Close();
        var (said, failed) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        node.ExitCode.ShouldBe(0, await failed);
        return (await said).Trim();
    }
}
