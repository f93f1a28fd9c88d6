using System.CommandLine;

namespace CacheSafety.Commands;

/// <summary>Every command of the bench; mounted by the tool <c>cachesafety</c> and by <c>nextmodel bench cache-safety</c>.</summary>
public static class BenchCommands
{
    public static IEnumerable<Command> Create(BenchConsole console, TimeProvider time) =>
    [
        ValidateCommand.Create(console),
        ReplayCommand.Create(console, time),
        UpstreamCommand.Create(console, time),
        ProbeCommand.Create(console, time),
        SweepCommand.Create(console, time),
        ReportCommand.Create(console),
        GateCommand.Create(console),
        ImportCommand.Create(console),
    ];
}
