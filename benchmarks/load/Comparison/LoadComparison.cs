using System.Globalization;
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
        new("SSE timed, 0.3 KB", Small, 64, Stream: true, "load-timed"),
        new("JSON, 40 KB", 40_000, 16, Stream: false),
        new("JSON, 400 KB", 400_000, 16, Stream: false),
    ];

    // Compiled code is compiled again after thousands of calls, and the compiler's time is the process's time. Each workload has code of its
    // own: a server is warm for one when two runs of it in a row had next to nothing compiled.
    private const int MostWarmUps = 30;
    private const double Cold = 0.01;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    private static readonly Workload Latency = new("JSON, 0.3 KB", Small, 1, Stream: false);

    public static async Task<int> RunAsync(LoadOptions options)
    {
        using var fleet = await Fleet.StartAsync(options);
        List<string> problems = [];
        await (options.Study switch
        {
            Study.Dialects => DialectComparison.RunAsync(fleet.Others[0], options, problems),
            Study.Governed => CompareOursAsync(fleet, "Policies, budgets at four levels, limits and credit", options.Against is null ? "ungoverned" : "the other build", options, problems),
            Study.Engines => CompareOursAsync(fleet, "SQLite and PostgreSQL, the program's own process", "SQLite", options, problems),
            Study.Counts => CompareOursAsync(fleet, $"{options.Keys} keys, and {options.Projects:N0} projects with a key more", "few", options, problems),
            Study.Idle => IdleConnections.RunAsync(fleet.Others[0], options, problems),
            Study.LongPrompts => LongPrompts.RunAsync(fleet.Others[^1], options, problems),
            Study.Overload => Overload.RunAsync(fleet.Others, fleet.Quiet, fleet.Direct.Server.ProcessId, options, problems),
            Study.Soak => Soak.RunAsync(fleet.Others[^1], options, problems),
            Study.Throughput => CompareThroughputAsync(fleet, options, problems),
            Study.Streams => CompareStreamsAsync(fleet, options),
            _ => CompareAsync(fleet, options, problems),
        });
        problems.ForEach(problem => Console.Error.WriteLine($"bench: {problem}"));
        return problems.Count == 0 ? 0 : 1;
    }

    // The same requests to servers of ours, each its own process. They differ by tenths, as rounds do: a median needs more of them.
    private static async Task CompareOursAsync(Fleet fleet, string title, string first, LoadOptions options, List<string> problems)
    {
        options = options with { Rounds = 4 * options.Rounds };
        Console.WriteLine($"## {title}\n\n{options.Describe()}\n\n{LoadTables.Head(first)}");
        Contender[] contenders = [.. fleet.Others];
        foreach (var workload in Cost.Take(2))
        {
            Console.WriteLine(LoadTables.CostRows(workload, contenders, await RoundsAsync(contenders, workload, options, problems)));
        }
    }

    // A server that has been asked little is slow for other reasons than it will be: first it is made warm.
    private static async Task CompareThroughputAsync(Fleet fleet, LoadOptions options, List<string> problems)
    {
        Contender[] contenders = [fleet.Bare, .. fleet.Others];
        foreach (var contender in contenders)
        {
            await WarmUntilSteadyAsync(contender, Cost[0]);
        }

        await ThroughputSweep.RunAsync(fleet.Direct, contenders, Cost[0], options, problems);
    }

    private static async Task CompareStreamsAsync(Fleet fleet, LoadOptions options)
    {
        Console.WriteLine($"\n{OpenStreams.Head}");
        foreach (var contender in (Contender[])[fleet.Bare, .. fleet.Others.Take(1)])
        {
            Console.WriteLine(await OpenStreams.RunAsync(contender, options.Streams));
        }
    }

    private static async Task CompareAsync(Fleet fleet, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"## Load\n\n{options.Describe()}\n");
        Console.WriteLine(LoadTables.Head("bare"));
        foreach (var workload in Cost)
        {
            Contender[] contenders = [fleet.Bare, .. fleet.Others.Where(other => other.StreamsToo || !workload.Stream)];
            var rounds = await RoundsAsync(contenders, workload, options, problems);
            Console.WriteLine(LoadTables.CostRows(workload, contenders, rounds));
        }

        Console.WriteLine($"\n{LoadTables.LatencyHead}");
        Contender[] all = [fleet.Direct, fleet.Bare, .. fleet.Others];
        Console.WriteLine(LoadTables.LatencyRows(all, fleet.Bare, await RoundsAsync(all, Latency, options, problems)));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nA synced write of 8 KB to the disk of the ledger: p50 {DiskSync.MedianMicroseconds(options.Work):F0} µs."));
        await CompareStreamsAsync(fleet, options);
    }

    private static async Task<Measurement[][]> RoundsAsync(
        Contender[] contenders, Workload workload, LoadOptions options, List<string> problems)
    {
        foreach (var contender in contenders)
        {
            await WarmUntilSteadyAsync(contender, workload);
        }

        return await MeasureRoundsAsync(contenders, workload, options, problems);
    }

    /// <summary>One row for each round, one column for each contender.</summary>
    public static async Task<Measurement[][]> MeasureRoundsAsync(Contender[] contenders, Workload workload, LoadOptions options, List<string> problems)
    {
        var rounds = new Measurement[options.Rounds][];
        for (var round = 0; round < rounds.Length; round++)
        {
            rounds[round] = new Measurement[contenders.Length];
            for (var turn = 0; turn < contenders.Length; turn++)
            {
                // Every other round backwards: who comes later meets what the machine and its disk do later.
                var place = round % 2 == 0 ? turn : contenders.Length - 1 - turn;
                var measured = await contenders[place].MeasureAsync(workload, TimeSpan.FromSeconds(options.Seconds));
                rounds[round][place] = measured;
                if (measured.Problem is not null)
                {
                    problems.Add(measured.Problem);
                }
            }
        }

        return rounds;
    }

    public static async Task WarmUntilSteadyAsync(Contender contender, Workload workload)
    {
        for (var (run, steady) = (0, 0); run < MostWarmUps && steady < 2; run++)
        {
            steady = await contender.WarmAsync(workload, WarmUp) < Cold ? steady + 1 : 0;
        }
    }

    public static async Task WarmAsync(IEnumerable<Contender> contenders, Workload workload, TimeSpan duration)
    {
        foreach (var contender in contenders)
        {
            await contender.WarmAsync(workload, duration);
        }
    }
}
