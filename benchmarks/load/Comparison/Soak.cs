using System.Diagnostics;
using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>Minutes of fresh answers, streams and replays in turn, with everything on that governs: whether memory grows, and whether it comes back.</summary>
internal static class Soak
{
    private const double MostGrowth = 1;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(30);

    private static readonly (Workload Workload, bool UniqueBodies)[] Turns =
    [
        (new("JSON, 0.3 KB", 300, 32, Stream: false), true), (new("SSE timed, 0.3 KB", 300, 64, Stream: true, "load-timed"), true),
        (new("hits, 0.3 KB", 300, 32, Stream: false), false), (new("JSON, 40 KB", 40_000, 16, Stream: false), true),
    ];

    public static async Task RunAsync(Contender contender, LoadOptions options, List<string> problems)
    {
        var process = contender.Server.ProcessId;
        var atStart = ProcessMeter.ResidentMegabytes(process);
        var (length, warmUp) = (TimeSpan.FromMinutes(options.Minutes), TimeSpan.FromMinutes(options.Minutes / 4.0));
        List<(double Minutes, double Megabytes)> samples = [];
        var requests = 0L;
        for (var (watch, turn) = (Stopwatch.StartNew(), 0); watch.Elapsed < length; turn++)
        {
            var (workload, unique) = Turns[turn % Turns.Length];
            var load = await LoadRun.RunAsync(contender.Target, workload, unique, Turn);
            requests += load.Requests;
            if (load.Refused > 0)
            {
                problems.Add($"{workload.Name}: {load.Refused} of {load.Requests} answers were not 200");
            }

            // After a whole turn of all workloads, so that samples are of the same thing.
            if (turn % Turns.Length == Turns.Length - 1 && watch.Elapsed > warmUp)
            {
                samples.Add((watch.Elapsed.TotalMinutes, ProcessMeter.ResidentMegabytes(process)));
            }
        }

        await Task.Delay(Rest);
        var (growth, steady) = (Slope(samples), samples.Count == 0 ? double.NaN : samples.Average(sample => sample.Megabytes));
        Console.WriteLine($"## Soak of {options.Minutes} minutes, governed\n\n| requests | RSS MB at the start | steady | after {Rest.TotalSeconds:F0} s of rest | growth after warm-up, MB/min |\n|---|---|---|---|---|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"| {requests:N0} | {atStart:F0} | {steady:F0} | {ProcessMeter.ResidentMegabytes(process):F0} | {growth:F2} |"));
        if (growth > MostGrowth)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"resident memory grows by {growth:F2} MB a minute, more than {MostGrowth}"));
        }
    }

    // Of the straight line with the least squares.
    private static double Slope(List<(double Minutes, double Megabytes)> samples)
    {
        if (samples.Count < 2)
        {
            return double.NaN;
        }

        var (x, y) = (samples.Average(sample => sample.Minutes), samples.Average(sample => sample.Megabytes));
        return samples.Sum(sample => (sample.Minutes - x) * (sample.Megabytes - y)) / samples.Sum(sample => (sample.Minutes - x) * (sample.Minutes - x));
    }
}
