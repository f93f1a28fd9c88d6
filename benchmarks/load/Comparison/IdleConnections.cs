using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>Load beside thousands of connections that have asked once and then say nothing: what they cost in memory, and what they cost the others.</summary>
internal static class IdleConnections
{
    private const double MostSlower = 2;
    private const double MostKilobytes = 16;

    private static readonly Workload Active = new("JSON, 0.3 KB", 300, 1_000, Stream: false);

    public static async Task RunAsync(Contender contender, LoadOptions options, List<string> problems)
    {
        Console.WriteLine($"## Idle connections\n\n{options.Describe()}, {Active.Connections:N0} active connections\n");
        await LoadComparison.WarmUntilSteadyAsync(contender, Active);
        var rounds = new Measurement[options.Rounds][];
        var kilobytes = new double[options.Rounds];
        for (var round = 0; round < rounds.Length; round++)
        {
            var alone = await contender.MeasureAsync(Active, TimeSpan.FromSeconds(options.Seconds));
            var before = ProcessMeter.ResidentMegabytes(contender.Server.ProcessId);
            var idle = await OpenAsync(contender.Target.Port, options.Idle);
            kilobytes[round] = (ProcessMeter.ResidentMegabytes(contender.Server.ProcessId) - before) * 1000 / options.Idle;
            rounds[round] = [alone, await contender.MeasureAsync(Active, TimeSpan.FromSeconds(options.Seconds))];
            problems.AddRange(rounds[round].Select(one => one.Problem).OfType<string>());
            idle.ForEach(connection => connection.Dispose());
        }

        var slower = Spread.Of(rounds, round => round[1].P99 / round[0].P99);
        var cpu = Spread.Of(rounds, round => round[1].CpuMicroseconds / round[0].CpuMicroseconds);

        // What the first round took is what they need; later ones find the memory there.
        Console.WriteLine("| idle connections | p99 ms, alone | p99 ms, beside them | × (range) | CPU × (range) | KB resident per connection |\n|---|---|---|---|---|---|");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {options.Idle:N0} | {Spread.Of(rounds, round => round[0].P99).Median:F0} | {Spread.Of(rounds, round => round[1].P99).Median:F0}"
            + $" | {slower.Median:F2} ({slower.Least:F2}–{slower.Most:F2}) | {cpu.Median:F2} ({cpu.Least:F2}–{cpu.Most:F2}) | {kilobytes[0]:F1} |"));
        if (slower.Median > MostSlower)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"beside idle connections the 99th percentile is {slower.Median:F2} times what it is alone, more than {MostSlower}"));
        }

        if (kilobytes[0] > MostKilobytes)
        {
            problems.Add(string.Create(CultureInfo.InvariantCulture, $"an idle connection takes {kilobytes[0]:F1} KB, more than {MostKilobytes}"));
        }
    }

    private static async Task<List<Socket>> OpenAsync(int port, int count)
    {
        var request = System.Text.Encoding.ASCII.GetBytes($"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n");
        var buffer = new byte[4096];
        var sockets = new List<Socket>(count);
        for (var i = 0; i < count; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            sockets.Add(socket);
            await socket.ConnectAsync(IPAddress.Loopback, port);
            await socket.SendAsync(request);
            if (await socket.ReceiveAsync(buffer) == 0)
            {
                throw new IOException($"The server closed idle connection {i + 1} before it answered.");
            }
        }

        return sockets;
    }
}
