using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>How many requests a second a server answers while the 99th percentile stays within a bound of what the source itself takes, alone.</summary>
internal static class ThroughputSweep
{
    private static readonly int[] Callers = [1, 2, 4, 8, 16, 32, 64, 128];
    private static readonly int[] Added = [1, 5, 10, 50];

    /// <param name="direct">The source itself.</param>
    /// <param name="contenders">What stands before it.</param>
    /// <param name="workload">What is asked for.</param>
    /// <param name="options">Rounds and their length.</param>
    /// <param name="problems">Why a run proves nothing.</param>
    public static async Task RunAsync(Contender direct, Contender[] contenders, Workload workload, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"## Throughput, {workload.Name}\n\n{options.Describe()}; {string.Join(", ", Callers)} callers that ask without pause\n");
        var alone = (await MeasureAsync([direct], workload with { Connections = 1 }, options, problems))[0].P99;
        var bounds = string.Join(" | ", Added.Select(ms => $"p99 ≤ {ms} ms added"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The source alone, asked by one: p99 {alone:F2} ms.\n\n| server | {bounds} |\n|---|{string.Concat(Added.Select(_ => "---|"))}"));
        var measured = new List<Measurement[]>();
        foreach (var callers in Callers)
        {
            measured.Add(await MeasureAsync(contenders, workload with { Connections = callers }, options, problems));
        }

        for (var place = 0; place < contenders.Length; place++)
        {
            var cells = Added.Select(ms => measured.Where(row => row[place].P99 <= alone + ms).Select(row => row[place].RequestsPerSecond).DefaultIfEmpty(0).Max());
            Console.WriteLine($"| {contenders[place].Name} | {string.Join(" | ", cells.Select(most => most == 0 ? "—" : most.ToString("N0", CultureInfo.InvariantCulture)))} |");
        }
    }

    // Medians of interleaved rounds, one for each contender.
    private static async Task<Measurement[]> MeasureAsync(Contender[] contenders, Workload workload, LoadOptions options, List<string> problems)
    {
        await LoadComparison.WarmAsync(contenders, workload, TimeSpan.FromSeconds(options.Seconds));
        var rounds = await LoadComparison.MeasureRoundsAsync(contenders, workload, options, problems);
        return
        [
            .. Enumerable.Range(0, contenders.Length).Select(place => new Measurement(
                Spread.Of(rounds, round => round[place].CpuMicroseconds).Median,
                Spread.Of(rounds, round => round[place].RequestsPerSecond).Median,
                Spread.Of(rounds, round => round[place].P50).Median,
                Spread.Of(rounds, round => round[place].P99).Median,
                null)),
        ];
    }
}
