using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>Thousands of answers under way at once, one event a second each: what an open stream costs in memory, and how evenly events pass.</summary>
internal static class OpenStreams
{
    public const string Head = "| open streams, one event a second | server | streams | ended well | KB resident per stream | gap p50 ms | gap p99 ms |\n|---|---|---|---|---|---|---|";

    private static readonly Workload Slow = new("slow", 300, 1, Stream: true, "load-slow");
    private static readonly TimeSpan Underway = TimeSpan.FromSeconds(10);

    /// <summary>One line of the table for one server.</summary>
    public static async Task<string> RunAsync(Contender contender, int count)
    {
        var template = new RequestTemplate(contender.Target.Port, contender.Target.Keys[0], Slow, contender.Target.Headers);
        var before = ProcessMeter.ResidentMegabytes(contender.Server.ProcessId);
        var streams = new OpenStream[count];
        var running = new Task[count];
        for (var i = 0; i < count; i++)
        {
            var request = template.Copy();
            template.SetNumber(request, (ulong)i);
            streams[i] = new OpenStream();
            running[i] = streams[i].RunAsync(contender.Target.Port, request);
        }

        await Task.Delay(Underway);
        var during = ProcessMeter.ResidentMegabytes(contender.Server.ProcessId);
        await Task.WhenAll(running);
        double[] gaps = [.. streams.SelectMany(stream => stream.Gaps).Order()];
        var whole = streams.Count(stream => stream.IsWhole);
        foreach (var stream in streams)
        {
            stream.Dispose();
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"| | {contender.Name} | {count:N0} | {whole:N0} | {(during - before) * 1000 / count:F0} | {gaps[gaps.Length / 2]:F0} | {gaps[gaps.Length * 99 / 100]:F0} |");
    }
}
