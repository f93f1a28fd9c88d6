using System.Diagnostics;

namespace NextModel.Testing.Gateway;

/// <summary>A command of the real binary, run to its end.</summary>
/// <param name="ExitCode">As documented in docs/reference/cli.md.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Errors">Standard error.</param>
public sealed record CommandProcess(int ExitCode, string Output, string Errors)
{
    /// <summary>The last line of standard output.</summary>
    public string LastLine => Output.TrimEnd().Split('\n')[^1];

    /// <param name="directory">Holds <c>nextmodel.yaml</c> and, in <c>data</c>, everything else.</param>
    /// <param name="origin">Where a server would be found.</param>
    /// <param name="arguments">After <c>nextmodel</c>.</param>
    public static Task<CommandProcess> RunAsync(string directory, string origin, params string[] arguments) => RunWithInputAsync(directory, origin, null, arguments);

    /// <summary>The same with more environment variables, where no server runs.</summary>
    public static Task<CommandProcess> RunWithAsync(string directory, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        RunAsync(directory, "http://127.0.0.1:9", environment, null, arguments);

    /// <param name="directory">Holds <c>nextmodel.yaml</c> and, in <c>data</c>, everything else.</param>
    /// <param name="origin">Where a server would be found.</param>
    /// <param name="input">What stands on standard input; null for this process's own.</param>
    /// <param name="arguments">After <c>nextmodel</c>.</param>
    public static Task<CommandProcess> RunWithInputAsync(string directory, string origin, string? input, params string[] arguments) =>
        RunAsync(directory, origin, new Dictionary<string, string>(), input, arguments);

    private static async Task<CommandProcess> RunAsync(
        string directory, string origin, IReadOnlyDictionary<string, string> environment, string? input, string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [GatewayProcess.BinaryPath(), .. arguments])
        {
            RedirectStandardInput = input is not null,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = directory,
        };
        start.Environment["NEXTMODEL_URLS"] = origin;
        start.Environment["NEXTMODEL_DATA"] = Path.Combine(directory, "data");
        start.Environment["NEXTMODEL_CONFIG"] = Path.Combine(directory, "nextmodel.yaml");
        start.Environment["NEXTMODEL_API_KEY"] = GatewayProcess.Key;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (input is not null)
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }

        await process.WaitForExitAsync();
        return new CommandProcess(process.ExitCode, await output, await errors);
    }
}
