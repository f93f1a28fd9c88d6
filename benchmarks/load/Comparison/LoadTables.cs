using System.Globalization;
using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>Results as Markdown.</summary>
internal static class LoadTables
{
    public const string LatencyHead = "| c=1, JSON, 0.3 KB | p50 µs | over bare, µs (range) |\n|---|---|---|";

    /// <summary>Over <see cref="CostRows"/>.</summary>
    /// <param name="first">What the others are compared with.</param>
    public static string Head(string first) =>
        $"| workload | c | server | CPU µs per request | × {first} (range) | requests/s | p50 ms | p99 ms | RSS MB |\n|---|---|---|---|---|---|---|---|---|";

    /// <summary>One line per contender; the first one is what the others are compared with.</summary>
    public static string CostRows(Workload workload, Contender[] contenders, Measurement[][] rounds) =>
        string.Join('\n', contenders.Select((contender, place) =>
        {
            var ratio = Spread.Of(rounds, round => round[place].CpuMicroseconds / round[0].CpuMicroseconds);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {workload.Name} | {workload.Connections} | {contender.Name} | {Median(rounds, place, one => one.CpuMicroseconds):F1}"
                + $" | {ratio.Median:F2} ({ratio.Least:F2}–{ratio.Most:F2}) | {Median(rounds, place, one => one.RequestsPerSecond):N0}"
                + $" | {Median(rounds, place, one => one.P50):F2} | {Median(rounds, place, one => one.P99):F1}"
                + $" | {ProcessMeter.ResidentMegabytes(contender.Server.ProcessId):F0} |");
        }));

    public static string LatencyRows(Contender[] contenders, Contender bare, Measurement[][] rounds)
    {
        var bareAt = Array.IndexOf(contenders, bare);
        return string.Join('\n', contenders.Select((contender, place) =>
        {
            var added = Spread.Of(rounds, round => (round[place].P50 - round[bareAt].P50) * 1000);
            return string.Create(
                CultureInfo.InvariantCulture,
                $"| {contender.Name} | {Median(rounds, place, one => one.P50) * 1000:F0} | {added.Median:F0} ({added.Least:F0}–{added.Most:F0}) |");
        }));
    }

    private static double Median(Measurement[][] rounds, int place, Func<Measurement, double> value) =>
        Spread.Of(rounds, round => value(round[place])).Median;
}
