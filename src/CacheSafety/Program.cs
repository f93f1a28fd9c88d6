using System.CommandLine;
using CacheSafety.Commands;

var root = new RootCommand("CacheSafety Bench: before you enable caching, measure whether reuse is safe. Works with any cache in front of any OpenAI-compatible endpoint.");
foreach (var command in BenchCommands.Create(BenchConsole.OfProcess(), TimeProvider.System))
{
    root.Add(command);
}

// Nothing was run: the bench's own code for a wrong command line, where the library would say 1.
var parsed = root.Parse(args);
var exit = await parsed.InvokeAsync();
return parsed.Errors.Count > 0 ? BenchExit.Usage : exit;
