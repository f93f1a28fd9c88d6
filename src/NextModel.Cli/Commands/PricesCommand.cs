using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel catalog prices</c>: what operators set, with the moment each counts from.</summary>
internal static class PricesCommand
{
    private const string Root = "/api/admin/v1/prices";

    private static readonly PricesJsonContext Json = PricesJsonContext.Default;

    public static Command Create(CommandOutput output) => new("prices", "Prices that are set while the server runs, from a moment on.")
    {
        CreateList(output, "list", "What is in force or scheduled.", all: false),
        CreateList(output, "history", "Everything that was ever set, withdrawn and replaced ones too.", all: true),
        CreateSet(output),
        CreateWithdraw(output),
    };

    /// <summary>Sets one price on the running server, or in the database when none runs.</summary>
    public static Task<int> SetAsync(CommandOutput output, SetPriceRequest request, Action<SetPriceView> show, CancellationToken cancellationToken) =>
        ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync(HttpMethod.Post, Root, request, Json.SetPriceRequest, Json.SetPriceView, cancellationToken),
            async opened => View(opened.Catalog.Prices, await opened.Catalog.Prices.SetAsync(Administrator.CommandLine, request, cancellationToken)),
            show,
            cancellationToken);

    private static Command CreateList(CommandOutput output, string name, string description, bool all)
    {
        var model = new Option<string?>("--model") { Description = "Only of this model, by id." };
        var source = new Option<string?>("--source") { Description = "Only at this source, by id." };
        var json = JsonOption();
        var command = new Command(name, description) { model, source, json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunOnAsync(
            output,
            client => client.ListAsync(Root + Query(parsed.GetValue(model), parsed.GetValue(source)), Json.PageSetPriceView, cancellationToken),
            opened => ValueTask.FromResult<Result<Page<SetPriceView>>>(
                new Page<SetPriceView>(opened.Catalog.Prices.List(parsed.GetValue(model), parsed.GetValue(source)), false, null)),
            page =>
            {
                var shown = page.Data.Where(price => all || price.State is "in_force" or "scheduled").ToList();
                if (parsed.GetValue(json))
                {
                    output.Json(new Page<SetPriceView>(shown, false, null), Json.PageSetPriceView);
                    return;
                }

                output.Table(
                    ["id", "model", "source", "version", "state", "effective from", "set by", "price"],
                    shown.Select(price => new[]
                    {
                        price.Id, price.Model, price.Source, price.PriceVersion, price.State, Moment(price.EffectiveFrom), price.SetBy,
                        price.Price?.GetRawText() ?? "as configured",
                    }));
            },
            cancellationToken));
        return command;
    }

    private static Command CreateSet(CommandOutput output)
    {
        var model = new Argument<string>("model") { Description = "Id or alias." };
        var source = new Argument<string>("source") { Description = "Id of the source." };
        var price = new Option<string?>("--price") { Description = "The price as JSON: {\"currency\":\"USD\",\"input\":0.15,\"output\":0.60}, with the members of price in nextmodel.yaml." };
        var configured = new Option<bool>("--as-configured") { Description = "Go back to what nextmodel.yaml or the catalog says." };
        var from = new Option<DateTimeOffset?>("--from") { Description = "The first moment it counts, such as 2026-12-01T00:00:00Z; at once unless given." };
        var json = JsonOption();
        var command = new Command("set", "Set what a model costs at a source. Requests in flight keep their price.") { model, source, price, configured, from, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (parsed.GetValue(price) is null != parsed.GetValue(configured))
            {
                return output.Fail("give either --price or --as-configured.", ExitCodes.Usage);
            }

            JsonElement? document = null;
            try
            {
                document = parsed.GetValue(price) is { } text ? JsonDocument.Parse(text).RootElement : null;
            }
            catch (JsonException error)
            {
                return output.Fail($"--price is not JSON: {error.Message}", ExitCodes.Usage);
            }

            var request = new SetPriceRequest
            {
                Model = parsed.GetValue(model)!,
                Source = parsed.GetValue(source)!,
                EffectiveFrom = parsed.GetValue(from),
                Price = document,
            };
            return await SetAsync(output, request, set => Report(output, set, parsed.GetValue(json), $"{set.PriceVersion} counts from {Moment(set.EffectiveFrom)}."), cancellationToken);
        });
        return command;
    }

    private static Command CreateWithdraw(CommandOutput output)
    {
        var id = new Argument<string>("id") { Description = "Id of the price (prc_…)." };
        var json = JsonOption();
        var command = new Command("withdraw", "Take back a price that does not count yet.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunOnAsync(
            output,
            client => client.SendAsync<object, SetPriceView>(
                HttpMethod.Delete, $"{Root}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, null, Json.SetPriceView, cancellationToken),
            async opened => View(
                opened.Catalog.Prices, await opened.Catalog.Prices.WithdrawAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, cancellationToken)),
            price => Report(output, price, parsed.GetValue(json), $"{price.PriceVersion} is withdrawn and will not count."),
            cancellationToken));
        return command;
    }

    private static string Query(string? model, string? source)
    {
        List<string> parts = [];
        if (model is not null)
        {
            parts.Add("model=" + Uri.EscapeDataString(model));
        }

        if (source is not null)
        {
            parts.Add("source=" + Uri.EscapeDataString(source));
        }

        return parts.Count == 0 ? "" : "?" + string.Join('&', parts);
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Print JSON." };

    private static string Moment(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static void Report(CommandOutput output, SetPriceView price, bool asJson, string text)
    {
        if (asJson)
        {
            output.Json(price, Json.SetPriceView);
        }
        else
        {
            output.Line(text);
        }
    }

    private static Result<SetPriceView> View(PriceOperations operations, Result<Catalog.SetPrice> result) =>
        result.TryGet(out var price, out var refusal) ? operations.View(price) : refusal;
}
