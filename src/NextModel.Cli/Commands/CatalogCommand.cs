using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;
using NextModel.Gateway.Pricing;
using Spectre.Console;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel catalog</c>: what is in the catalog, what is doubtful in it, and what another price file says.</summary>
internal static class CatalogCommand
{
    public static Command Create(CommandOutput output) =>
        new("catalog", "Models, sources and prices in the box, and those that are set while the server runs.")
        {
            CreateList(output), CreateShow(output), CreateCheck(output), CatalogImport.Create(output), EntriesCommand.Create(output, SetEntryKind.Model),
            EntriesCommand.Create(output, SetEntryKind.Source), PricesCommand.Create(output),
        };

    private static Command CreateList(CommandOutput output)
    {
        var callable = new Option<bool>("--callable") { Description = "Only models that can be called now." };
        var workload = new Option<string?>("--fit") { Description = "Only models that fit: coding, chinese, low-cost, vision, long-context, agent, embeddings." };
        var command = new Command("list", "All models with the offer that is or would be charged.") { callable, workload };
        command.SetAction(parsed => Run(output, listing =>
        {
            var table = new Table { Border = TableBorder.Simple };
            table.AddColumns("model", "developer", "status", "context", "source", "region", "callable", "input", "output", "currency", "as of");
            foreach (var model in listing.Models.Where(m => (!parsed.GetValue(callable) || m.IsCallable)
                && (parsed.GetValue(workload) is not { } fit || m.Model.WorkloadFit.Any(f => f.Workload == fit))))
            {
                var offer = model.Offers.FirstOrDefault(o => o.IsCallable) ?? model.Offers.FirstOrDefault(o => o.Price is not null) ?? model.Offers[0];
                table.AddRow(new[]
                {
                    model.Model.Id, model.Developer?.Id ?? model.Model.OwnedBy, model.Model.Status.Wire(), Text(model.Model.ContextWindow), offer.Source,
                    offer.Region, offer.IsCallable ? "yes" : "no", Text(offer.Price?.Input), Text(offer.Price?.Output), offer.Price?.Currency ?? "–",
                    Day(offer.Price?.Sheet?.AsOf),
                }.Select(Markup.Escape).ToArray());
            }

            Show(output, table);
            return ExitCodes.Success;
        }));
        return command;
    }

    private static Command CreateShow(CommandOutput output)
    {
        var id = new Argument<string>("model") { Description = "Id or alias." };
        var command = new Command("show", "Everything the catalog says of a model, with its evidence, as JSON.") { id };
        command.SetAction(parsed => Run(output, listing =>
        {
            if (listing.Find(parsed.GetValue(id)!) is not { } model)
            {
                return output.Fail($"the catalog has no model '{parsed.GetValue(id)}'. './nextmodel catalog list' lists all.", ExitCodes.Failure);
            }

            using var text = new MemoryStream();
            using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
            {
                CatalogJson.Write(json, model);
            }

            output.Line(Encoding.UTF8.GetString(text.ToArray()));
            return ExitCodes.Success;
        }));
        return command;
    }

    private static Command CreateCheck(CommandOutput output)
    {
        var command = new Command("check", "Prices that are stale, undated, disputed, suspicious or missing. Exit code 1 when there are any.");
        command.SetAction(_ =>
        {
            var findings = CatalogCheck.Examine(ModelCatalog.BuiltIn, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime)).ToList();
            foreach (var finding in findings)
            {
                output.Line($"{finding.Kind,-10} {finding.Model}{(finding.Source.Length == 0 ? "" : " at " + finding.Source)}: {finding.Message}");
            }

            output.Note(findings.Count == 0
                ? "Nothing to look at."
                : string.Join(", ", findings.GroupBy(f => f.Kind).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Count()} {g.Key}")));
            return findings.Count == 0 ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static int Run(CommandOutput output, Func<CatalogListing, int> act)
    {
        var problems = new List<ConfigurationProblem>();
        var snapshot = GatewayConfiguration.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, TimeProvider.System, problems);
        return problems.Count > 0 ? output.Refuse(problems) : act(CatalogListing.Of(snapshot));
    }

    private static void Show(CommandOutput output, Table table)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output.Results) });
        console.Profile.Width = Console.IsOutputRedirected ? 400 : Math.Max(80, console.Profile.Width);
        console.Write(table);
    }

    internal static string Text<T>(T? number)
        where T : struct, IFormattable => number?.ToString(null, CultureInfo.InvariantCulture) ?? "–";

    internal static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–";
}
