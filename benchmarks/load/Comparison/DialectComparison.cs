using System.Globalization;
using NextModel.Load.Generator;
using NextModel.Load.Servers;

namespace NextModel.Load.Comparison;

/// <summary>
/// What it costs to translate: the same request of 1 KB, and its answer, through one gateway, in interleaved rounds. The promise is at most 1.5 times the
/// CPU of OpenAI's own dialect, which is passed through, for sources of each dialect; for callers of the Messages and the Responses API 1.1 times where
/// that passes and 1.6 times where it is told; and 4 µs for each event of a stream.
/// </summary>
internal static class DialectComparison
{
    private const int Prompt = 800;
    private const double MostPerEvent = 4;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);

    /// <summary>Whom the models that <see cref="Fleet"/> configures for it are asked of, by which API, and the most it may cost; the one that is passed through first.</summary>
    private static readonly (string Source, ClientApi Api, double MostRatio)[] Ways =
    [
        ("openai-chat", ClientApi.Chat, 1.5), ("azure-openai", ClientApi.Chat, 1.5), ("anthropic-messages", ClientApi.Chat, 1.5), ("gemini", ClientApi.Chat, 1.5),
        ("bedrock", ClientApi.Chat, 1.5), ("anthropic-messages", ClientApi.Messages, 1.1), ("openai-chat", ClientApi.Messages, 1.6),
        ("responses", ClientApi.Responses, 1.1), ("openai-chat", ClientApi.Responses, 1.6),
    ];

    private static readonly (string Source, ClientApi Api)[] LongWays =
    [
        ("openai-chat", ClientApi.Chat), ("anthropic-messages", ClientApi.Chat), ("anthropic-messages", ClientApi.Messages), ("openai-chat", ClientApi.Messages),
        ("responses", ClientApi.Responses), ("openai-chat", ClientApi.Responses),
    ];

    public static async Task RunAsync(Contender fresh, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"## Dialects\n\n{options.Describe()}\n");
        Console.WriteLine("| 1 KB | dialect | CPU µs/request | × openai-chat (range) | req/s |\n|---|---|---|---|---|");
        foreach (var stream in (bool[])[false, true])
        {
            var workloads = Ways.Select(way => new Workload(stream ? "SSE" : "JSON", Prompt, 16, stream, $"load-{way.Source}", way.Api)).ToArray();
            if (!stream)
            {
                await LoadComparison.WarmUntilSteadyAsync(fresh, workloads[0]);
            }

            var rounds = await MeasureAsync(fresh, workloads, options, problems);
            foreach (var (place, workload) in workloads.Index())
            {
                Console.WriteLine(Row(rounds, place, workload, problems));
            }
        }

        await MeasureEventsAsync(fresh, options, problems);
    }

    // What each event costs is what more of them cost more.
    private static async Task MeasureEventsAsync(Contender fresh, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"\n| SSE, {CannedAnswers.MoreEvents} events more | CPU µs/event (range) |\n|---|---|");
        var workloads = LongWays.SelectMany(way => (Workload[])
        [
            new("SSE", Prompt, 16, Stream: true, $"load-{way.Source}", way.Api), new("long SSE", Prompt, 16, Stream: true, $"long-{way.Source}", way.Api),
        ]).ToArray();
        var rounds = await MeasureAsync(fresh, workloads, options, problems);
        for (var place = 0; place < workloads.Length; place += 2)
        {
            var (shorter, longer) = (place, place + 1);
            var cost = Spread.Of(rounds, round => (round[longer].CpuMicroseconds - round[shorter].CpuMicroseconds) / CannedAnswers.MoreEvents);
            if (cost.Median > MostPerEvent)
            {
                problems.Add(string.Create(CultureInfo.InvariantCulture, $"{Way(workloads[place])}: {cost.Median:F2} µs for each event is more than {MostPerEvent}"));
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {Way(workloads[place])} | {cost.Median:F2} ({cost.Least:F2}–{cost.Most:F2}) |"));
        }
    }

    private static async Task<Measurement[][]> MeasureAsync(Contender fresh, Workload[] workloads, LoadOptions options, List<string> problems)
    {
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
                    problems.Add($"{Way(workload)}: {problem}");
                }
            }
        }

        return rounds;
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

    private static string Way(Workload workload) =>
        (workload.Api == ClientApi.Chat ? "" : workload.Api.ToString().ToLowerInvariant() + " → ") + workload.Model[(workload.Model.IndexOf('-', StringComparison.Ordinal) + 1)..];
}
