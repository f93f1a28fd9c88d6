using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>
/// What it costs to translate: the same request of 1 KB, and its answer, through one gateway to sources of each dialect, in interleaved rounds. The
/// promise is at most 1.5 times the CPU of OpenAI's own dialect, which is passed through; for callers of the Messages API, 1.1 times where it passes
/// and 1.6 times where it is told.
/// </summary>
internal static class DialectComparison
{
    private const int Prompt = 800;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>The models that <see cref="Fleet"/> configures for it, who asks, and the most it may cost; the one that is passed through first.</summary>
    private static readonly (string Dialect, bool Messages, double MostRatio)[] Ways =
    [
        ("openai-chat", false, 1.5), ("azure-openai", false, 1.5), ("anthropic-messages", false, 1.5), ("gemini", false, 1.5), ("bedrock", false, 1.5),
        ("anthropic-messages", true, 1.1), ("openai-chat", true, 1.6),
    ];

    public static async Task RunAsync(Contender fresh, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"## Dialects\n\n{options.Describe()}\n");
        Console.WriteLine("| 1 KB | dialect | CPU µs/request | × openai-chat (range) | req/s |\n|---|---|---|---|---|");
        foreach (var stream in (bool[])[false, true])
        {
            var workloads = Ways.Select(way => new Workload(stream ? "SSE" : "JSON", Prompt, 16, stream, $"load-{way.Dialect}", way.Messages)).ToArray();
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
        if (ratio.Median > Ways[place].MostRatio)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"{Way(workload)}, {workload.Name}: {ratio.Median:F2} is more than {Ways[place].MostRatio} times"));
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {workload.Name} | {Way(workload)} | {Spread.Of(rounds, round => round[place].CpuMicroseconds).Median:F1}"
            + $" | {ratio.Median:F2} ({ratio.Least:F2}–{ratio.Most:F2}) | {Spread.Of(rounds, round => round[place].RequestsPerSecond).Median:N0} |");
    }

    private static string Way(Workload workload) => (workload.Messages ? "messages → " : "") + workload.Model["load-".Length..];
}
