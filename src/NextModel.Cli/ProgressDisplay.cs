using Spectre.Console;

namespace NextModel.Cli;

/// <summary>Bars for long work, on standard error. Nothing is drawn where nobody looks: in a pipe, or in CI.</summary>
internal static class ProgressDisplay
{
    /// <summary>Runs the work; it says for each named step how far it is, 0 to 1.</summary>
    public static async Task<T> RunAsync<T>(Func<Action<string, double>, Task<T>> work)
    {
        if (Console.IsErrorRedirected || Environment.GetEnvironmentVariable("CI") is { Length: > 0 })
        {
            return await work(static (_, _) => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress().AutoClear(true).StartAsync(async context =>
        {
            var bars = new Dictionary<string, ProgressTask>(StringComparer.Ordinal);
            return await work((name, share) =>
            {
                if (!bars.TryGetValue(name, out var bar))
                {
                    bars[name] = bar = context.AddTask(Markup.Escape(name));
                }

                bar.Value = 100 * share;
            });
        });
    }
}
