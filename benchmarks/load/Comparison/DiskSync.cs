using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace NextModel.Load.Comparison;

/// <summary>What the disk takes for the least that a durable receipt needs. Half of a request that comes alone is waiting for it, and disks differ tenfold.</summary>
internal static class DiskSync
{
    private const int Block = 8192;
    private const int Times = 500;

    /// <summary>Median of a write of 8 KB that is synced, in µs.</summary>
    /// <param name="directory">On the disk that is meant.</param>
    public static double MedianMicroseconds(string directory)
    {
        using SafeFileHandle file = File.OpenHandle(
            Path.Combine(directory, $"sync-{Environment.ProcessId}"), FileMode.Create, FileAccess.Write, options: FileOptions.DeleteOnClose, preallocationSize: Block * Times);
        var block = new byte[Block];
        var taken = new double[Times];
        for (var i = 0; i < Times; i++)
        {
            var began = Stopwatch.GetTimestamp();
            RandomAccess.Write(file, block, (long)i * Block);
            RandomAccess.FlushToDisk(file);
            taken[i] = Stopwatch.GetElapsedTime(began).TotalMicroseconds;
        }

        Array.Sort(taken);
        return taken[Times / 2];
    }
}
