using System.CommandLine;
using System.Text;
using System.Text.Json;
using NextModel.Catalog;
using NextModel.Configuration;
using NextModel.Gateway.Admin;
using NextModel.Gateway.Hosting;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel catalog import</c>: what another price file would change, shown, and applied only when that is asked for.</summary>
internal static class CatalogImport
{
    public static Command Create(CommandOutput output)
    {
        var file = new Argument<FileInfo>("file") { Description = "models.dev's api.json, or LiteLLM's model_prices_and_context_window.json." };
        var apply = new Option<bool>("--apply") { Description = "Set what was shown, for offers that can be called: kinds changed and new, suspicious ones never." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "With --apply: the first moment the prices count; at once unless given." };
        var models = new Option<string[]>("--model") { Description = "Only these models, by id.", AllowMultipleArgumentsPerToken = true };
        var command = new Command("import", "Compare a price file of others with the catalog and show what it would change. Changes nothing without --apply.")
        {
            file, apply, from, models,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var path = parsed.GetValue(file)!;
            if (!path.Exists)
            {
                return output.Fail($"there is no file {path.FullName}.", ExitCodes.Usage);
            }

            IReadOnlyList<ImportedPrice> prices;
            try
            {
                prices = PriceFile.Compare(ModelCatalog.BuiltIn, await File.ReadAllBytesAsync(path.FullName, cancellationToken));
            }
            catch (Exception error) when (error is InvalidDataException or JsonException)
            {
                return output.Fail(error.Message, ExitCodes.Usage);
            }

            prices = [.. prices.Where(price => parsed.GetValue(models) is not { Length: > 0 } wanted || wanted.Contains(price.Model))];
            Show(output, prices, parsed.GetValue(apply));
            return parsed.GetValue(apply) ? await ApplyAsync(output, prices, path.Name, parsed.GetValue(from), cancellationToken) : ExitCodes.Success;
        });
        return command;
    }

    private static void Show(CommandOutput output, IReadOnlyList<ImportedPrice> prices, bool applies)
    {
        foreach (var price in prices.Where(p => p.Kind != "same"))
        {
            output.Line($"{price.Kind,-10} {price.Model} at {price.Source}");
            if (price.Current is { } current)
            {
                output.Line($"  - input {CatalogCommand.Text(current.Input)}, cached {CatalogCommand.Text(current.CachedInput)}, output {CatalogCommand.Text(current.Output)} (as of {CatalogCommand.Day(current.AsOf)})");
            }

            output.Line($"  + input {CatalogCommand.Text(price.Proposed.Input)}, cached {CatalogCommand.Text(price.Proposed.CachedInput)}, output {CatalogCommand.Text(price.Proposed.Output)}");
        }

        output.Note($"{prices.Count(p => p.Kind == "same")} the same, {prices.Count(p => p.Kind != "same")} not."
            + (applies ? "" : " Nothing was changed: check each on the provider's page, then run it again with --apply, or edit catalog/developers or nextmodel.yaml."));
    }

    private static async Task<int> ApplyAsync(
        CommandOutput output, IReadOnlyList<ImportedPrice> prices, string file, DateTimeOffset? from, CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var snapshot = GatewayConfiguration.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, TimeProvider.System, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        var (applied, left) = (0, 0);
        foreach (var price in prices.Where(price => price.Kind is "changed" or "new"))
        {
            // A file that tells a part of a price must not take the other part away.
            if (!snapshot.Models.TryGetValue(price.Model, out var model) || model.Offers.All(offer => offer.Source.Id != price.Source)
                || price.Current is { Tiers.Count: > 0 } or { Windows.Count: > 0 } or { ServiceTiers: not null } or { Scheduled.Count: > 0 })
            {
                left++;
                continue;
            }

            var request = new SetPriceRequest { Model = price.Model, Source = price.Source, EffectiveFrom = from, Price = Document(price, file) };
            var code = await PricesCommand.SetAsync(
                output, request, set => output.Line($"set        {set.PriceVersion}, from {set.EffectiveFrom.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"), cancellationToken);
            if (code != ExitCodes.Success)
            {
                return code;
            }

            applied++;
        }

        output.Note($"{applied} set, {left} left alone: they cannot be called here, or their price has tiers, hours or dates that the file does not tell.");
        return ExitCodes.Success;
    }

    private static JsonElement Document(ImportedPrice price, string file)
    {
        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("currency"u8, "USD"u8);
            Write("input", price.Proposed.Input);
            Write("cached_input", price.Proposed.CachedInput ?? price.Current?.CachedInput);
            Write("output", price.Proposed.Output ?? price.Current?.Output);
            Write("reasoning", price.Proposed.Reasoning ?? price.Current?.Reasoning);
            Write("audio_input", price.Proposed.AudioInput ?? price.Current?.AudioInput);
            if ((price.Current?.CacheWrite ?? price.Proposed.CacheWrite) is { Count: > 0 } writes)
            {
                json.WriteStartObject("cache_write"u8);
                foreach (var (kept, figure) in writes)
                {
                    json.WriteNumber(kept, figure);
                }

                json.WriteEndObject();
            }

            json.WriteString("note"u8, $"imported from {file}");
            json.WriteEndObject();

            void Write(string name, decimal? figure)
            {
                if (figure is { } number)
                {
                    json.WriteNumber(name, number);
                }
            }
        }

        return JsonDocument.Parse(Encoding.UTF8.GetString(text.ToArray())).RootElement;
    }
}
