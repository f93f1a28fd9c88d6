using NextModel.Gateway.Admin;
using Spectre.Console;

namespace NextModel.Cli.Commands;

/// <summary>Keys as a table for people.</summary>
internal static class KeyTable
{
    public static void Write(CommandOutput output, IReadOnlyList<KeyView> keys)
    {
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("id", "prefix", "name", "organization", "project", "environment", "workload", "created", "last used", "state");
        foreach (var key in keys)
        {
            table.AddRow(new[]
            {
                key.Id, key.Prefix + "…", key.Name, key.Organization, key.Project, key.Environment, key.Workload,
                $"{key.CreatedAt:u}", key.LastUsedAt is { } used ? $"{used:u}" : "never", key.RevokedAt is { } at ? $"revoked {at:u}" : "active",
            }.Select(Markup.Escape).ToArray());
        }

        // A pipe has no width to wrap to.
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output.Results) });
        console.Profile.Width = Console.IsOutputRedirected ? 400 : Math.Max(80, console.Profile.Width);
        console.Write(table);
    }
}
