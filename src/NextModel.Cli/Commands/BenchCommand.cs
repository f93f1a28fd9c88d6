using System.CommandLine;
using CacheSafety.Commands;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel bench cache-safety</c>: the tool <c>cachesafety</c> from here, with its own exit codes.</summary>
internal static class BenchCommand
{
    public static Command Create()
    {
        var safety = new Command("cache-safety", "Measure whether reusing answers is safe, on any cache. Exit codes are the bench's own: 0, 1, 2, 3, 4.");
        foreach (var command in BenchCommands.Create(BenchConsole.OfProcess(), TimeProvider.System))
        {
            safety.Add(command);
        }

        return new Command("bench", "Measure.") { safety };
    }
}
