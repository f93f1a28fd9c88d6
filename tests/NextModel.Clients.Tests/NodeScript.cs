using System.Diagnostics;

namespace NextModel.Clients.Tests;

/// <summary>Runs a script of the folder <c>node</c>.</summary>
public static class NodeScript
{
    /// <summary>The lines it prints.</summary>
    /// <param name="arguments">The script, then its arguments.</param>
    /// <param name="input">What it reads on standard input.</param>
    /// <exception cref="InvalidOperationException">It fails; the message is what it says on standard error.</exception>
    public static async Task<IReadOnlyList<string>> RunAsync(IEnumerable<string> arguments, string input = "")
    {
        var start = new ProcessStartInfo("node", arguments)
        {
            WorkingDirectory = ScenarioTable.NodeDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var complaints = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException(await complaints);
    }
}
