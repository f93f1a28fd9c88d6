using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NextModel.Catalog;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel catalog models</c> and <c>nextmodel catalog sources</c>: what operators add and override, with the moment each counts from.</summary>
internal static class EntriesCommand
{
    private static readonly EntriesJsonContext Json = EntriesJsonContext.Default;

    public static Command Create(CommandOutput output, SetEntryKind kind) => new(kind.Wire() + "s", $"{(kind == SetEntryKind.Model ? "Models" : "Sources")} that are set while the server runs, from a moment on.")
    {
        CreateList(output, kind, "list", "What is in force or scheduled.", all: false),
        CreateList(output, kind, "history", "Everything that was ever set, withdrawn and replaced ones too.", all: true),
        CreateSet(output, kind),
        CreateWithdraw(output, kind),
    };

    private static Command CreateList(CommandOutput output, SetEntryKind kind, string name, string description, bool all)
    {
        var id = new Option<string?>("--" + kind.Wire()) { Description = $"Only this {kind.Wire()}, by id." };
        var json = JsonOption();
        var command = new Command(name, description) { id, json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunOnAsync(
            output,
            client => client.ListAsync(
                Root(kind) + (parsed.GetValue(id) is { } only ? "?name=" + Uri.EscapeDataString(only) : ""), Json.PageSetEntryView, cancellationToken),
            opened => ValueTask.FromResult<Result<Page<SetEntryView>>>(
                new Page<SetEntryView>([.. opened.Catalog.Entries.List(kind, parsed.GetValue(id)).Select(opened.Catalog.Entries.View)], false, null)),
            page =>
            {
                var shown = page.Data.Where(entry => all || entry.State is "in_force" or "scheduled").ToList();
                if (parsed.GetValue(json))
                {
                    output.Json(new Page<SetEntryView>(shown, false, null), Json.PageSetEntryView);
                    return;
                }

                output.Table(
                    ["id", kind.Wire(), "version", "state", "effective from", "set by", "entry"],
                    shown.Select(entry => new[]
                    {
                        entry.Id, entry.Name, entry.EntryVersion, entry.State, Moment(entry.EffectiveFrom), entry.SetBy, entry.Entry?.GetRawText() ?? "as configured",
                    }));
            },
            cancellationToken));
        return command;
    }

    private static Command CreateSet(CommandOutput output, SetEntryKind kind)
    {
        var id = new Argument<string>(kind.Wire()) { Description = kind == SetEntryKind.Model ? "What callers name it." : "Id of the source." };
        var file = new Option<string?>("--file") { Description = $"A file with the entry as JSON, with the members of an entry of {kind.Wire()}s in nextmodel.yaml; - for standard input." };
        var configured = new Option<bool>("--as-configured") { Description = "Go back to what nextmodel.yaml or the catalog says." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "The first moment it counts, such as 2026-12-01T00:00:00Z; at once unless given." };
        var variable = new Option<string?>("--api-key-env") { Description = "Name of the environment variable that holds the source's key." };
        var json = JsonOption();
        var command = new Command("set", $"Add or override a {kind.Wire()}. Requests in flight end as they began.") { id, file, configured, from, json };
        if (kind == SetEntryKind.Source)
        {
            command.Options.Add(variable);
        }

        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(file) is null != parsed.GetValue(configured))
            {
                return output.Fail("give either --file or --as-configured.", ExitCodes.Usage);
            }

            var named = kind == SetEntryKind.Source ? parsed.GetValue(variable) : null;
            if (named is not null && Environment.GetEnvironmentVariable(named) is not { Length: > 0 })
            {
                return output.Fail($"the variable {named} is not set.", ExitCodes.Usage);
            }

            if (!TryRead(parsed.GetValue(file), out var entry, out var problem))
            {
                return output.Fail(problem, ExitCodes.Usage);
            }

            var request = new SetEntryRequest
            {
                Id = parsed.GetValue(id)!,
                EffectiveFrom = parsed.GetValue(from),
                Entry = entry,
                ApiKey = named is null ? null : Environment.GetEnvironmentVariable(named)!.Trim(),
            };
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Root(kind), request, Json.SetEntryRequest, Json.SetEntryView, cancellationToken),
                async opened => View(opened.Catalog.Entries, await opened.Catalog.Entries.SetAsync(Administrator.CommandLine, kind, request, cancellationToken)),
                set => Report(output, set, parsed.GetValue(json), $"{set.EntryVersion} counts from {Moment(set.EffectiveFrom)}."),
                cancellationToken);
        });
        return command;
    }

    private static Command CreateWithdraw(CommandOutput output, SetEntryKind kind)
    {
        var id = new Argument<string>("id") { Description = "Id of the entry (ent_…)." };
        var json = JsonOption();
        var command = new Command("withdraw", "Take back an entry that does not count yet.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, SetEntryView>(
                HttpMethod.Delete, $"{Root(kind)}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, null, Json.SetEntryView, cancellationToken),
            async opened => View(
                opened.Catalog.Entries, await opened.Catalog.Entries.WithdrawAsync(Administrator.CommandLine, kind, parsed.GetValue(id)!, null, cancellationToken)),
            entry => Report(output, entry, parsed.GetValue(json), $"{entry.EntryVersion} is withdrawn and will not count."),
            cancellationToken));
        return command;
    }

    private static bool TryRead(string? file, out JsonElement? entry, out string problem)
    {
        (entry, problem) = (null, "");
        if (file is null)
        {
            return true;
        }

        try
        {
            entry = JsonDocument.Parse(file == "-" ? Console.In.ReadToEnd() : File.ReadAllText(file)).RootElement;
            return true;
        }
        catch (Exception error) when (error is JsonException or IOException or UnauthorizedAccessException)
        {
            problem = error is JsonException ? $"{file} is not JSON: {error.Message}" : $"{file} cannot be read: {error.Message}";
            return false;
        }
    }

    private static string Root(SetEntryKind kind) => $"/api/admin/v1/{kind.Wire()}s";

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Report(CommandOutput output, SetEntryView entry, bool asJson, string text)
    {
        if (asJson)
        {
            output.Json(entry, Json.SetEntryView);
        }
        else
        {
            output.Line(text);
        }
    }

    private static Result<SetEntryView> View(EntryOperations operations, Result<SetEntry> result) =>
        result.TryGet(out var entry, out var refusal) ? operations.View(entry) : refusal;
}
