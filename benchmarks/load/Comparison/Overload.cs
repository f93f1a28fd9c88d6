using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>
/// One, two and four times what the server can do, from one project, beside another that asks for little: what both get, with requests refused early and
/// with none refused.
/// </summary>
internal static class Overload
{
    private const int QuietConnections = 1_000;
    private const double QuietShare = 0.05;
    private const double LeastServed = 0.9;

    private static readonly Workload Closed = new("JSON, 0.3 KB", 300, 32, Stream: false);
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    /// <param name="contenders">The server as it is, and one that refuses nobody.</param>
    /// <param name="quiet">The other project of each.</param>
    /// <param name="source">The source's process.</param>
    /// <param name="options">How many connections flood.</param>
    /// <param name="problems">Takes what is not as it must be.</param>
    public static async Task RunAsync(IReadOnlyList<Contender> contenders, IReadOnlyList<LoadTarget> quiet, int source, LoadOptions options, List<string> problems)
    {
        // Callers who have to wait for a processor themselves would measure their own wait.
        ProcessMeter.Pin(Environment.ProcessId, 1);
        ProcessMeter.Pin(source, 1);
        foreach (var contender in contenders)
        {
            ProcessMeter.Pin(contender.Server.ProcessId, 0);
        }

        Console.WriteLine(
            $"## Overload\n\nA flood over {options.Flood:N0} connections beside a project that asks for {QuietShare:P0} of what the server can do; {Length.TotalSeconds:F0} s each. "
            + $"The server has one core, source and callers another; .NET {Environment.Version}\n");
        foreach (var contender in contenders)
        {
            await LoadComparison.WarmUntilSteadyAsync(contender, Closed);
        }

        var capacity = (await LoadRun.RunAsync(contenders[0].Target, Closed, uniqueBodies: true, TimeSpan.FromSeconds(3 * options.Seconds))).RequestsPerSecond;
        Console.WriteLine(
            "| asked for | server | served/s | refused/s | broken/s | given up/s | p50 ms | p99 ms | the other project: served | refused | p50 ms | p99 ms |\n|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var times in (int[])[1, 2, 4])
        {
            foreach (var (place, contender) in contenders.Index())
            {
                var flood = PacedRun.RunAsync(contender.Target, Closed with { Connections = options.Flood }, times * capacity, Length);
                var other = await PacedRun.RunAsync(quiet[place], Closed with { Connections = QuietConnections }, QuietShare * capacity, Length);
                Console.WriteLine(Row($"{times} × {capacity:F0}/s", contender.Name, await flood, other));
                var share = (double)other.Served / other.Requests;
                if (place == 0 && share < LeastServed)
                {
                    problems.Add(string.Create(CultureInfo.InvariantCulture, $"beside {times} times what the server can do, {share:P1} of what another project asked for was served, less than {LeastServed:P0}"));
                }
            }
        }
    }

    private static string Row(string asked, string server, PacedResult flood, PacedResult other)
    {
        var seconds = flood.Duration.TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {asked} | {server} | {flood.Served / seconds:F0} | {flood.Refused / seconds:F0} | {flood.Failed / seconds:F0} | {flood.GivenUp / seconds:F0} | {flood.Percentile(50):F0} | {flood.Percentile(99):F0}"
            + $" | {(double)other.Served / other.Requests:P1} | {(double)other.Refused / other.Requests:P1} | {other.Percentile(50):F0} | {other.Percentile(99):F0} |");
    }
}
