using System.Diagnostics;
using System.Text.Json.Nodes;

namespace NextModel.Clients.Tests;

/// <summary>Runs a script of the folder <c>node</c>.</summary>
public static class NodeScript
{
    /// <summary>What it has seen, one JSON object in each line it prints.</summary>
    /// <param name="arguments">The script, then its arguments.</param>
    public static async Task<List<JsonObject>> SeenAsync(params IEnumerable<string> arguments) =>
        [.. (await RunAsync(arguments)).Select(line => JsonNode.Parse(line)!.AsObject())];

    /// <summary>One of these in words: the error, or text, end, refusal and tokens, as far as the client shows them.</summary>
    public static string Told(JsonObject seen) => (string?)seen["error"] ?? string.Join(' ', new[]
    {
        (string?)seen["text"],
        (string?)seen["finish"] is { Length: > 0 } finish ? $"[{finish}]" : null,
        (string?)seen["refusal"] is { } refusal ? $"({refusal})" : null,
        seen["usage"] is JsonArray usage ? string.Join(' ', usage.Select(one => one?.ToString())) : null,
    }.Where(part => !string.IsNullOrEmpty(part)));

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
