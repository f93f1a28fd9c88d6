using System.Diagnostics;
using NextModel.Testing;
using NextModel.Testing.Gateway;

namespace NextModel.Clients.Tests;

/// <summary>Runs what a document tells people to type, as it stands there, against a gateway.</summary>
internal sealed class SnippetRunner : IDisposable
{
    private readonly TestGateway _gateway;
    private readonly TemporaryDirectory _directory = new();

    public SnippetRunner(TestGateway gateway)
    {
        _gateway = gateway;

        // Modules are looked up from where the file lies.
        var node = Path.Combine(DocumentSnippets.Root, "tests", "NextModel.Clients.Tests", "node", "node_modules");
        Directory.CreateSymbolicLink(_directory.File("node_modules"), node);
    }

    /// <summary>What it prints. Fails when it does not end well.</summary>
    public async Task<string> RunAsync(string language, string code)
    {
        var (program, arguments, file) = language switch
        {
            "bash" => ("bash", Array.Empty<string>(), "snippet.sh"),
            "python" => ("python3", [], "snippet.py"),
            "javascript" => ("node", [], "snippet.mjs"),
            "csharp" => ("dotnet", ["run"], "snippet.cs"),
            _ => throw new InvalidOperationException($"No program is known that runs '{language}'."),
        };
        var path = _directory.File(file);
        await File.WriteAllTextAsync(path, code.Replace("from \"openai\"", "from \"openai7\"", StringComparison.Ordinal));
        var start = new ProcessStartInfo(program, [.. arguments, path])
        {
            WorkingDirectory = _directory.Path,
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

    public void Dispose() => _directory.Dispose();
}
