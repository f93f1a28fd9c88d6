using System.Diagnostics;

namespace NextModel.Load.Comparison;

/// <summary>Makes the API keys of a run through the command line, as an operator would.</summary>
internal static class KeyMint
{
    /// <summary><paramref name="first"/> and as many more as make <paramref name="count"/>.</summary>
    public static async Task<string[]> CreateAsync(string nextModel, IReadOnlyDictionary<string, string> environment, string first, int count)
    {
        var keys = new string[count];
        keys[0] = first;
        await Parallel.ForAsync(1, count, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (i, cancellation) =>
            keys[i] = await CreateAsync(nextModel, environment, $"load-{i}", cancellation));
        return keys;
    }

    private static async Task<string> CreateAsync(
        string nextModel, IReadOnlyDictionary<string, string> environment, string name, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("dotnet", [nextModel, "keys", "create", "--project", "default", "--name", name])
        {
            RedirectStandardOutput = true,
        };
        foreach (var (variable, value) in environment)
        {
            start.Environment[variable] = value;
        }

        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode == 0
            ? output.TrimEnd().Split('\n')[^1].Trim()
            : throw new InvalidOperationException($"nextmodel keys create ended with {process.ExitCode}: {output}");
    }
}
