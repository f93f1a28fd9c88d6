using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using NextModel.Billing;
using NextModel.Configuration;
using NextModel.Gateway.Hosting;
using NextModel.Gateway.Pricing;
using Spectre.Console;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel estimate</c>: what requests cost at any models, from this installation's configuration. Needs no server.</summary>
internal static class EstimateCommand
{
    public static Command Create(CommandOutput output)
    {
        var workload = new Option<FileInfo?>("--workload")
        {
            Description = "JSON lines: request bodies, batch lines, a provider's log with usage, or exported receipts of this project.",
        };
        var models = new Option<string[]>("--model")
        {
            Description = "Id, alias or source/id; may be repeated.",
            Required = true,
            AllowMultipleArgumentsPerToken = true,
        };
        var input = new Option<long?>("--input-tokens") { Description = "Input of one request, without --workload." };
        var assumed = new Option<long?>("--output-tokens") { Description = "Output of one request; with --workload of those whose answer is not in the file." };
        var requests = new Option<long>("--requests") { Description = "Requests a month, without --workload.", DefaultValueFactory = _ => 1 };
        var currency = new Option<string?>("--currency") { Description = "Currency of the answer; the ledger's unless given." };
        var tier = new Option<string?>("--service-tier") { Description = "Service tier the requests would be served in." };
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("estimate", "Price a request or a file of requests at any models, fresh and with the exact cache.")
        {
            workload, models, input, assumed, requests, currency, tier, json,
        };
        command.SetAction(parsed =>
        {
            var problems = new List<ConfigurationProblem>();
            var snapshot = GatewayConfiguration.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, TimeProvider.System, problems);
            if (problems.Count > 0)
            {
                return output.Refuse(problems);
            }

            var file = parsed.GetValue(workload);
            if (file is null == parsed.GetValue(input) is null)
            {
                return output.Fail("give --workload FILE, or --input-tokens and --output-tokens.", ExitCodes.Usage);
            }

            if (parsed.GetValue(input) is < 0 or > Metering.Usage.MaxTokens || parsed.GetValue(assumed) is < 0 or > Metering.Usage.MaxTokens
                || parsed.GetValue(requests) < 1)
            {
                return output.Fail($"tokens are 0 to {Metering.Usage.MaxTokens}, and --requests at least 1.", ExitCodes.Usage);
            }

            var estimator = new Estimator(
                CatalogListing.Of(snapshot), parsed.GetValue(models)!, parsed.GetValue(currency), parsed.GetValue(tier), TimeProvider.System.GetUtcNow());
            if (file is null)
            {
                estimator.Add(Tokens(parsed.GetValue(input)!.Value, parsed.GetValue(assumed) ?? 0), parsed.GetValue(requests));
            }
            else if (Read(file, estimator, parsed.GetValue(assumed)) is { } wrong)
            {
                return output.Fail(wrong, ExitCodes.Usage);
            }

            Write(output, estimator, snapshot, parsed.GetValue(json));
            return estimator.Models.Any(m => m.Problem is null) ? ExitCodes.Success : ExitCodes.Failure;
        });
        return command;
    }

    private static WorkloadItem Tokens(long input, long output) =>
        new() { Usage = new Metering.Usage(Metering.UsageSource.Estimated, input, 0, 0, output, 0) };

    // The first line that cannot be read ends it: a sum that leaves requests out would be too low.
    private static string? Read(FileInfo file, Estimator estimator, long? assumedOutput)
    {
        if (!file.Exists)
        {
            return $"there is no file {file.FullName}.";
        }

        var reader = new WorkloadReader(estimator.Tokenizers, assumedOutput);
        var number = 0;
        foreach (var line in File.ReadLines(file.FullName))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (!reader.Read(Encoding.UTF8.GetBytes(line)).TryGet(out var item, out var error))
            {
                return $"line {number}: {error.Message}";
            }

            estimator.Add(item);
        }

        return estimator.Requests == 0 ? $"{file.Name} has no request." : null;
    }

    private static void Write(CommandOutput output, Estimator estimator, GatewaySnapshot snapshot, bool asJson)
    {
        if (asJson)
        {
            using var text = new MemoryStream();
            using (var json = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
            {
                EstimateJson.Write(json, estimator, snapshot.ExactCacheDiscount);
            }

            output.Line(Encoding.UTF8.GetString(text.ToArray()));
            return;
        }

        var rate = estimator.Identified == 0
            ? "repeats are not known: the lines do not tell equal requests apart"
            : string.Create(CultureInfo.InvariantCulture, $"{estimator.Repeats} repeat an earlier one ({100m * estimator.Repeats / estimator.Requests:0.0} %)");
        output.Line(string.Create(CultureInfo.InvariantCulture, $"{estimator.Requests} requests; {rate}"));
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("model", "source", "input tokens", "output tokens", "fresh", "with exact cache", "currency", "price as of", "note");
        foreach (var model in estimator.Models)
        {
            var sheet = model.Offer?.Price?.Sheet;
            table.AddRow(new[]
            {
                model.Model?.Model.Id ?? model.Name,
                model.Offer?.Source ?? "–",
                model.Problem is null ? model.InputTokens.ToString(CultureInfo.InvariantCulture) : "–",
                model.Problem is null ? model.OutputTokens.ToString(CultureInfo.InvariantCulture) : "–",
                model.Problem is null ? Money.FormatAmount(model.Fresh) : "–",
                model.Problem is null ? Money.FormatAmount(model.WithExactCache) : "–",
                model.Currency,
                sheet?.AsOf?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–",
                model.Problem ?? Note(model),
            }.Select(Markup.Escape).ToArray());
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(output.Results) });
        console.Profile.Width = Console.IsOutputRedirected ? 400 : Math.Max(80, console.Profile.Width);
        console.Write(table);
    }

    private static string Note(ModelEstimate model) => string.Join(
        "; ",
        new[]
        {
            model.Offer!.IsCallable ? null : "not callable now",
            model.IsApproximate ? $"input counted with {model.CountedWith}, approximate" : null,
        }.OfType<string>());
}
