using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>
/// Runs every workload against every server in interleaved rounds (A B C A B C) and prints medians of per-round ratios to the bare forwarder.
/// Absolute times of one machine drift within minutes; ratios inside one round hold.
/// </summary>
internal static class LoadComparison
{
    private const int Small = 300;

    private static readonly Workload[] Cost =
    [
        new("JSON, 0.3 KB", Small, 32, Stream: false),
        new("SSE at once, 0.3 KB", Small, 32, Stream: true),
        new("SSE timed, 0.3 KB", Small, 64, Stream: true, Timed: true),
        new("JSON, 40 KB", 40_000, 16, Stream: false),
        new("JSON, 400 KB", 400_000, 16, Stream: false),
    ];

    // Compiled code is compiled again after thousands of calls, and the compiler's time is the process's time.
    private static readonly TimeSpan FirstWarmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly Workload Latency = new("JSON, 0.3 KB", Small, 1, Stream: false);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var fleet = await Fleet.StartAsync(options);
        List<string> problems = [];
        await WarmAsync([fleet.Bare, .. fleet.Others], Cost[0], FirstWarmUp);

        Console.WriteLine($"## Load\n\n{options.Describe()}\n");
        Console.WriteLine(LoadTables.CostHead);
        foreach (var workload in Cost)
        {
            Contender[] contenders = [fleet.Bare, .. fleet.Others.Where(other => other.StreamsToo || !workload.Stream)];
            var rounds = await RoundsAsync(contenders, workload, options, problems);
            Console.WriteLine(LoadTables.CostRows(workload, contenders, rounds));
        }

        Console.WriteLine($"\n{LoadTables.LatencyHead}");
        Contender[] all = [fleet.Direct, fleet.Bare, .. fleet.Others];
        Console.WriteLine(LoadTables.LatencyRows(all, fleet.Bare, await RoundsAsync(all, Latency, options, problems)));

        problems.ForEach(problem => Console.Error.WriteLine($"bench: {problem}"));
        return problems.Count == 0 ? 0 : 1;
    }

    // One row per round, one column per contender.
    private static async Task<Measurement[][]> RoundsAsync(
        Contender[] contenders, Workload workload, LoadOptions options, List<string> problems)
    {
        await WarmAsync(contenders, workload, WarmUp);
        var rounds = new Measurement[options.Rounds][];
        for (var round = 0; round < rounds.Length; round++)
        {
            rounds[round] = new Measurement[contenders.Length];
            foreach (var (place, contender) in contenders.Index())
            {
                var measured = await contender.MeasureAsync(workload, TimeSpan.FromSeconds(options.Seconds));
                rounds[round][place] = measured;
                if (measured.Problem is not null)
                {
                    problems.Add(measured.Problem);
                }
            }
        }

        return rounds;
    }

    private static async Task WarmAsync(IEnumerable<Contender> contenders, Workload workload, TimeSpan duration)
    {
        foreach (var contender in contenders)
        {
            await LoadRun.RunAsync(contender.Target, workload, contender.UniqueBodies, duration);
        }
    }
}
