using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>
/// What it costs to translate: the same request of 1 KB, and its answer, through one gateway to sources of each dialect, in interleaved rounds. The
/// promise is at most 1.5 times the CPU of OpenAI's own dialect, which is passed through.
/// </summary>
internal static class DialectComparison
{
    private const int Prompt = 800;
    private const double MostRatio = 1.5;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>The models that <see cref="Fleet"/> configures for it, the one that is passed through first.</summary>
    private static readonly string[] Dialects = ["openai-chat", "azure-openai", "anthropic-messages", "gemini", "bedrock"];

    public static async Task RunAsync(Contender fresh, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"## Dialects\n\n{options.Describe()}\n");
        Console.WriteLine("| 1 KB | dialect | CPU µs/request | × openai-chat (range) | req/s |\n|---|---|---|---|---|");
        foreach (var stream in (bool[])[false, true])
        {
            var workloads = Dialects.Select(dialect => new Workload(stream ? "SSE" : "JSON", Prompt, 16, stream, $"load-{dialect}")).ToArray();
            if (!stream)
            {
                await LoadComparison.WarmUntilSteadyAsync(fresh, workloads[0]);
            }

            foreach (var workload in workloads)
            {
                await LoadComparison.WarmAsync([fresh], workload, WarmUp);
            }

            var rounds = new Measurement[options.Rounds][];
            for (var round = 0; round < rounds.Length; round++)
            {
                rounds[round] = new Measurement[workloads.Length];
                foreach (var (place, workload) in workloads.Index())
                {
                    rounds[round][place] = await fresh.MeasureAsync(workload, TimeSpan.FromSeconds(options.Seconds));
                    if (rounds[round][place].Problem is { } problem)
                    {
                        problems.Add($"{workload.Model}: {problem}");
                    }
                }
            }

            foreach (var (place, workload) in workloads.Index())
            {
                Console.WriteLine(Row(rounds, place, workload, problems));
            }
        }
    }

    private static string Row(Measurement[][] rounds, int place, Workload workload, List<string> problems)
    {
        var ratio = Spread.Of(rounds, round => round[place].CpuMicroseconds / round[0].CpuMicroseconds);
        if (ratio.Median > MostRatio)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{workload.Model}, {workload.Name}: {ratio.Median:F2} is more than {MostRatio} times"));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {workload.Name} | {workload.Model["load-".Length..]} | {Spread.Of(rounds, round => round[place].CpuMicroseconds).Median:F1}"
            + $" | {ratio.Median:F2} ({ratio.Least:F2}–{ratio.Most:F2}) | {Spread.Of(rounds, round => round[place].RequestsPerSecond).Median:N0} |");
    }
}
