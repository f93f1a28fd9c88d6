using NextModel.Load.Generator;

namespace NextModel.Load.Comparison;

/// <summary>One line of the comparison: a server, and how it is to be used.</summary>
/// <param name="Name">As the table shows it.</param>
/// <param name="Server">Its process.</param>
/// <param name="Target">Where to send.</param>
/// <param name="UniqueBodies">False sends the same few bodies again and again.</param>
/// <param name="ExpectReplays">Every answer must be a replay; otherwise none may be.</param>
/// <param name="StreamsToo">False when it cannot stream.</param>
internal sealed record Contender(
    string Name, ChildServer Server, LoadTarget Target, bool UniqueBodies = true, bool ExpectReplays = false, bool StreamsToo = true)
{
    // Fresh answers of other runs push older ones out of the cache, so a run of replays begins by asking once more.
    private static readonly TimeSpan Refill = TimeSpan.FromMilliseconds(500);

    public async Task<Measurement> MeasureAsync(Workload workload, TimeSpan duration)
    {
        if (ExpectReplays)
        {
            await LoadRun.RunAsync(Target, workload, UniqueBodies, Refill);
        }

        var before = await ProcessMeter.SettleAsync(Server.ProcessId);
        var load = await LoadRun.RunAsync(Target, workload, UniqueBodies, duration);
        var after = await ProcessMeter.SettleAsync(Server.ProcessId);
        return new Measurement(
            (after - before) / load.Requests, load.RequestsPerSecond, load.Percentile(50), load.Percentile(99), Problem(workload, load));
    }

    /// <summary>Runs without measuring; the part of its processor time in which .NET compiled, 0 to 1.</summary>
    public async Task<double> WarmAsync(Workload workload, TimeSpan duration)
    {
        var (cpu, compiler) = (ProcessMeter.CpuMicroseconds(Server.ProcessId), ProcessMeter.CompilerMicroseconds(Server.ProcessId));
        await LoadRun.RunAsync(Target, workload, UniqueBodies, duration);
        var compiled = ProcessMeter.CompilerMicroseconds(Server.ProcessId).Sum(thread => thread.Value - compiler.GetValueOrDefault(thread.Key));
        return compiled / Math.Max(ProcessMeter.CpuMicroseconds(Server.ProcessId) - cpu, 1);
    }

    private string? Problem(Workload workload, LoadResult load) =>
        load.Refused > 0 ? $"{Name}, {workload.Name}: {load.Refused} of {load.Requests} answers were not 200"
        : load.Replayed != (ExpectReplays ? load.Requests : 0) ? $"{Name}, {workload.Name}: {load.Replayed} of {load.Requests} answers were replays"
        : null;
}
