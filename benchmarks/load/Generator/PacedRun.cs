using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace NextModel.Load.Generator;

/// <summary>
/// Open-loop load: requests are due at even moments whether earlier ones were answered or not, as from many callers who do not know of each other. Latency
/// counts from when a request was due. One that could not be sent for as long as callers wait was given up.
/// </summary>
internal static class PacedRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static ulong _numbers = (ulong)Stopwatch.GetTimestamp();

    /// <summary>Sends so many requests a second over the workload's connections.</summary>
    public static async Task<PacedResult> RunAsync(LoadTarget target, Workload workload, double perSecond, TimeSpan duration)
    {
        var template = new RequestTemplate(target.Port, target.Keys[0], workload, target.Headers);
        var started = Stopwatch.GetTimestamp();
        var parts = await Task.WhenAll(Enumerable.Range(0, workload.Connections).Select(SendAsync));
        return PacedResult.Merge(parts, duration);

        async Task<PacedResult> SendAsync(int seat)
        {
            var connection = await OpenAsync(target.Port);
            var request = template.Copy();
            var result = new PacedResult();
            for (var turn = seat; turn / perSecond < duration.TotalSeconds; turn += workload.Connections)
            {
                var due = TimeSpan.FromSeconds(turn / perSecond);
                var early = due - Stopwatch.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                {
                    await Task.Delay(early);
                }
                else if (early < -Patience)
                {
                    result.GivenUp++;
                    continue;
                }

                template.SetKey(request, Encoding.ASCII.GetBytes(target.Keys[turn % target.Keys.Count]));
                template.SetNumber(request, Interlocked.Increment(ref _numbers));
                try
                {
                    var answer = await connection.ExchangeAsync(request);
                    result.Add(answer, Stopwatch.GetElapsedTime(started) - due);
                }
                catch (Exception error) when (error is IOException or SocketException)
                {
                    result.Failed++;
                    connection.Dispose();
                    connection = await OpenAsync(target.Port);
                }
            }

            connection.Dispose();
            return result;
        }
    }

    private static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection(4096);
        await connection.ConnectAsync(port);
        return connection;
    }
}
