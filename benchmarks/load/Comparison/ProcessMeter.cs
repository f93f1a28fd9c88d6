using System.Diagnostics;
using System.Globalization;

namespace NextModel.Load.Comparison;

/// <summary>CPU time and memory of one process, from <c>/proc</c>.</summary>
internal static class ProcessMeter
{
    // proc(5): utime and stime are in clock ticks, and the kernel's user interface has 100 of them a second everywhere.
    private const double MicrosecondsPerTick = 10_000;

    /// <summary>User and system time so far, in microseconds, to 10 ms.</summary>
    public static double CpuMicroseconds(int processId) => Read($"/proc/{processId}/stat");

    /// <summary>The same for each of the threads on which .NET compiles hot methods again, by thread id; none where there is no such thread.</summary>
    public static IReadOnlyDictionary<string, double> CompilerMicroseconds(int processId)
    {
        var threads = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var thread in Directory.EnumerateDirectories($"/proc/{processId}/task"))
        {
            try
            {
                // The kernel keeps 15 characters of ".NET Tiered Compilation Worker".
                if (File.ReadAllText($"{thread}/comm").StartsWith(".NET Tiered", StringComparison.Ordinal))
                {
                    threads.Add(thread, Read($"{thread}/stat"));
                }
            }
            catch (Exception ended) when (ended is FileNotFoundException or DirectoryNotFoundException)
            {
            }
        }

        return threads;
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

    private static double Read(string path)
    {
        var stat = File.ReadAllText(path);
        // The name in brackets may hold spaces; state is the first field after it, utime and stime the 12th and 13th.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Ticks(fields[11]) + Ticks(fields[12])) * MicrosecondsPerTick;
    }

    private static long Ticks(string text) => long.Parse(text.AsSpan().Trim(), CultureInfo.InvariantCulture);

    /// <summary>Leaves a process and all its threads one core.</summary>
    public static void Pin(int process, int core)
    {
        using var taskset = Process.Start(new ProcessStartInfo("taskset", ["-acp", $"{core}", $"{process}"]) { RedirectStandardOutput = true })!;
        taskset.WaitForExit();
        if (taskset.ExitCode != 0)
        {
            throw new InvalidOperationException($"taskset cannot leave process {process} core {core} alone.");
        }
    }
}
