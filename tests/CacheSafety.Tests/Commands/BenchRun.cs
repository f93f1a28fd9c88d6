using System.CommandLine;
using CacheSafety.Commands;

namespace CacheSafety.Tests.Commands;

/// <summary>A command of the bench, run in this process as Program runs it.</summary>
internal sealed record BenchRun(int ExitCode, string Output, string Errors)
{
    public static async Task<BenchRun> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();
        var root = new RootCommand();
        foreach (var command in BenchCommands.Create(new BenchConsole(output, errors, isLively: false), TimeProvider.System))
        {
            root.Add(command);
        }

        var parsed = root.Parse(arguments);
        var exit = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = errors });
        return new BenchRun(parsed.Errors.Count > 0 ? BenchExit.Usage : exit, output.ToString(), errors.ToString());
    }
}
