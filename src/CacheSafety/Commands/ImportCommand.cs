using System.CommandLine;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CacheSafety.Cases;
using CacheSafety.Importing;
using CacheSafety.Traffic;

namespace CacheSafety.Commands;

/// <summary><c>import</c>: cases from the published formats and from a log of requests.</summary>
internal static class ImportCommand
{
    // Letters as they are: cases are read by people.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create(BenchConsole console)
    {
        var file = new Argument<string>("file") { Description = "The file to import." };
        var format = new Option<string>("--format") { Description = "pairs or promptset (the published CacheSafety-Bench), log (requests that a gateway logged, JSON lines), or receipts (of NextModel, for a profile).", Required = true };
        var model = new Option<string>("--model") { Description = "Model that requests of a promptset name.", DefaultValueFactory = _ => "gpt-4o-mini" };
        var result = new Option<string?>("--out") { Description = "File for the cases; standard output unless given." };
        var profile = new Option<string?>("--profile-out") { Description = "File for the traffic profile of a log or of receipts." };
        var command = new Command("import", "Make cases of schema csb/1 from published sets or your own log; nothing leaves this machine.") { file, format, model, result, profile };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            try
            {
                var text = await File.ReadAllTextAsync(path, cancellationToken);
                var imported = parsed.GetValue(format) switch
                {
                    "pairs" => PublishedPairs.Read(text.Split('\n')),
                    "promptset" => PublishedPromptSet.Read(text, parsed.GetValue(model)!),
                    "log" => GatewayLog.Read(text.Split('\n')),
                    "receipts" => ReceiptLog.Read(text.Split('\n')),
                    var other => throw new InvalidDataException($"--format '{other}' is not one of pairs, promptset, log, receipts."),
                };
                var lines = string.Concat(imported.Cases.Select(one => one.ToJsonString(Plain) + "\n"));
                foreach (var note in imported.Notes)
                {
                    console.Note(note);
                }

                if (imported.Cases.Count > 0 && CaseFile.Read("imported", Encoding.UTF8.GetBytes(lines)).Problems is { Count: > 0 } problems)
                {
                    return console.Refuse(path, problems);
                }

                if (parsed.GetValue(profile) is { } shares && imported.Profile is { } measured)
                {
                    await File.WriteAllTextAsync(shares, JsonSerializer.Serialize(measured, TrafficJson.Default.TrafficProfile) + "\n", cancellationToken);
                }

                if (parsed.GetValue(result) is { } target)
                {
                    await File.WriteAllTextAsync(target, lines, cancellationToken);
                    console.Note($"{imported.Cases.Count} cases in {target}.");
                }
                else
                {
                    console.Write(lines);
                }

                return BenchExit.Passed;
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
            {
                return console.Fail($"{path} cannot be imported: {error.Message}");
            }
        });
        return command;
    }
}
