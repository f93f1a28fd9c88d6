using System.CommandLine;
using System.Globalization;
using NextModel.Configuration;
using NextModel.Gateway.Admin;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel offers</c>: health and latency of what a running server calls.</summary>
internal static class OffersCommand
{
    public static Command Create(CommandOutput output)
    {
        var json = new Option<bool>("--json") { Description = "Write JSON for scripts." };
        var command = new Command("offers", "Show each model at each source, whether it is well and how fast it has been. Needs the running server.") { json };
        command.SetAction((parsed, cancellationToken) => RunAsync(output, parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CommandOutput output, bool asJson, CancellationToken cancellationToken)
    {
        var problems = new List<ConfigurationProblem>();
        var installation = Installation.Read(Environment.GetEnvironmentVariable, Environment.CurrentDirectory, problems);
        if (problems.Count > 0)
        {
            return output.Refuse(problems);
        }

        using var client = new ServerClient(installation);
        var answer = await client.SendAsync<object, OfferList>(
            HttpMethod.Get, "/api/admin/v1/offers", null, null, OffersJsonContext.Default.OfferList, cancellationToken);
        if (answer is null)
        {
            return output.Fail(
                $"No server answers at {installation.Urls[0]}, and health and latency are known to a running one only. Start it with './nextmodel serve', "
                + "or set NEXTMODEL_URLS to where it is.", ExitCodes.Unavailable);
        }

        if (!answer.Value.TryGet(out var offers, out var refusal))
        {
            return output.Refuse(refusal);
        }

        if (asJson)
        {
            output.Json(offers, OffersJsonContext.Default.OfferList);
        }
        else
        {
            output.Table(
                ["model", "source", "upstream model", "state", "first byte p50/p95 ms", "total p50/p95 ms"],
                offers.Data.Select(o => new[] { o.Model, o.Source, o.UpstreamModel, State(o.Health), Latency(o, "first_byte"), Latency(o, "total") }));
        }

        return ExitCodes.Success;
    }

    private static string State(OfferHealthView health) => health.RetryAt is { } at ? $"{health.State} until {at:u}" : health.State;

    private static string Latency(OfferView offer, string measure) => string.Join(", ", offer.Latency.Where(l => l.Measure == measure).Select(l =>
        string.Create(CultureInfo.InvariantCulture, $"{l.Input} {l.P50Ms:0}/{l.P95Ms:0} of {l.Samples} (newest {l.NewestAt:u})")));
}
