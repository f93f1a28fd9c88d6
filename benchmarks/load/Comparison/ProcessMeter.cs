using System.Globalization;

namespace NextModel.Load.Comparison;

/// <summary>CPU time and memory of one process, from <c>/proc</c>.</summary>
internal static class ProcessMeter
{
    // proc(5): utime and stime are in clock ticks, and the kernel's user interface has 100 of them a second everywhere.
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>User and system time so far, in microseconds, to 10 ms.</summary>
    public static double CpuMicroseconds(int processId)
    {
        var stat = File.ReadAllText($"/proc/{processId}/stat");
        // The name in brackets may hold spaces; state is the first field after it, utime and stime the 12th and 13th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Ticks(fields[11]) + Ticks(fields[12])) * MicrosecondsPerTick;
    }

    /// <summary>Resident memory in MB (10⁶ bytes).</summary>
    public static double ResidentMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return Ticks(line["VmRSS:".Length..^"kB".Length]) * 1.024 / 1000;
    }

    /// <summary>Waits until the process has done nothing for a moment, so that work it put off is counted with the requests that caused it.</summary>
    public static async Task<double> SettleAsync(int processId)
    {
        var last = CpuMicroseconds(processId);
        for (var looks = 0; looks < 20; looks++)
        {
            await Task.Delay(150);
            var now = CpuMicroseconds(processId);
            if (now - last < 2 * MicrosecondsPerTick)
            {
                return now;
            }

            last = now;
        }

        return last;
    }

    private static long Ticks(string text) => long.Parse(text.AsSpan().Trim(), CultureInfo.InvariantCulture);
}
