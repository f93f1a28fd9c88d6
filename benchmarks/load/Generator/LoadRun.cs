using System.Diagnostics;

namespace NextModel.Load.Generator;

/// <summary>Closed-loop load: each connection sends its next request when the last answer is complete.</summary>
internal static class LoadRun
{
    // Few enough to be warm after a moment, enough that no single entry is the hot one.
    private const ulong FixedBodies = 50;
    private static ulong _numbers = (ulong)Stopwatch.GetTimestamp();

    /// <summary>Sends for <paramref name="duration"/> and counts. Unique bodies never repeat, not even across runs.</summary>
    public static async Task<LoadResult> RunAsync(
        LoadTarget target, Workload workload, bool uniqueBodies, TimeSpan duration)
    {
        var template = new RequestTemplate(target.Port, target.Keys[0], workload, target.Headers);
        byte[][] keys = [.. target.Keys.Select(System.Text.Encoding.ASCII.GetBytes)];
        var end = Stopwatch.GetTimestamp() + (long)(duration.TotalSeconds * Stopwatch.Frequency);

        var started = Stopwatch.GetTimestamp();
        var parts = await Task.WhenAll(Enumerable.Range(0, workload.Connections).Select(seat => SendAsync(seat)));
        return LoadResult.Merge(parts, Stopwatch.GetElapsedTime(started));

        async Task<LoadResult> SendAsync(int seat)
        {
            using var connection = new RawConnection();
            await connection.ConnectAsync(target.Port);
            var request = template.Copy();
            var result = new LoadResult();
            for (var turn = seat; Stopwatch.GetTimestamp() < end; turn += workload.Connections)
            {
                template.SetKey(request, keys[turn % keys.Length]);
                template.SetNumber(request, uniqueBodies ? Interlocked.Increment(ref _numbers) : (ulong)turn % FixedBodies);
                var sent = Stopwatch.GetTimestamp();
                var answer = await connection.ExchangeAsync(request);
                result.Add(answer, Stopwatch.GetElapsedTime(sent));
            }

            return result;
        }
    }
}
