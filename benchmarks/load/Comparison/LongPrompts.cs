using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>
/// Prompts of about 75,000 tokens, half of the answers streamed, with budgets, limits, credit and policies on: requests a second that one core serves.
/// The shape is that of the workload LiteLLM published for its gateway in October 2026.
/// </summary>
internal static class LongPrompts
{
    // Four bytes for each token, as prose in English has.
    private const int PromptBytes = 300_000;

    private static readonly Workload[] Halves =
        [new("JSON, 75,000 tokens", PromptBytes, 16, Stream: false), new("SSE, 75,000 tokens", PromptBytes, 16, Stream: true)];

    public static async Task RunAsync(Contender contender, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"## Long prompts, governed\n\n{options.Describe()}\n\n| workload | CPU µs per request (range) | requests/s for each core (range) | p50 ms | p99 ms |\n|---|---|---|---|---|");
        foreach (var workload in Halves)
        {
            await LoadComparison.WarmUntilSteadyAsync(contender, workload);
        }

        var rounds = new Measurement[options.Rounds][];
        for (var round = 0; round < rounds.Length; round++)
        {
            rounds[round] = new Measurement[Halves.Length];
            foreach (var (place, workload) in Halves.Index())
            {
                rounds[round][place] = await contender.MeasureAsync(workload, TimeSpan.FromSeconds(options.Seconds));
                problems.AddRange(new[] { rounds[round][place].Problem }.OfType<string>());
            }
        }

        foreach (var (place, workload) in Halves.Index())
        {
            Console.WriteLine(Row(workload.Name, Spread.Of(rounds, round => round[place].CpuMicroseconds), Latency(place)));
        }

        Console.WriteLine(Row("half and half", Spread.Of(rounds, round => round.Average(one => one.CpuMicroseconds)), " | "));

        string Latency(int place) => string.Create(
            CultureInfo.InvariantCulture, $"{Spread.Of(rounds, round => round[place].P50).Median:F1} | {Spread.Of(rounds, round => round[place].P99).Median:F1}");
    }

    private static string Row(string name, Spread cpu, string latency) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {name} | {cpu.Median:F0} ({cpu.Least:F0}–{cpu.Most:F0}) | {1_000_000 / cpu.Median:F0} ({1_000_000 / cpu.Most:F0}–{1_000_000 / cpu.Least:F0}) | {latency} |");
}
