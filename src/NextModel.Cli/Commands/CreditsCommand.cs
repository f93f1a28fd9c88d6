using System.CommandLine;
using System.Globalization;
using NextModel.Credits;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel credits show|enforce|top-up|refund|promo|adjust|reverse|transfers|export</c>.</summary>
internal static class CreditsCommand
{
    private const string Root = "/api/admin/v1/credits/";
    private const int PageSize = 200;

    private static readonly CreditsJsonContext Json = CreditsJsonContext.Default;

    public static Command Create(CommandOutput output)
    {
        var amount = new Argument<decimal>("amount") { Description = "In the organization's currency, for example 25.50." };
        var externalId = new Option<string?>("--external-id") { Description = "What makes it happen once, such as the number of an invoice." };
        var payment = new Option<string>("--payment") { Description = "The external id of the top-up that is given back.", Required = true };
        var expires = new Option<DateTimeOffset?>("--expires") { Description = "When the promo ends, such as 2027-01-31T00:00:00Z; never unless given." };
        var reason = new Option<string?>("--reason") { Description = "Why." };
        var transfer = new Argument<string>("transfer") { Description = "Id of the transfer to undo: ctr_…" };
        return new Command("credits", "Prepaid credit: see it, top it up, correct it.")
        {
            CreateShow(output),
            CreateEnforce(output),
            CreatePost(output, new("top-up", "Add what the organization paid.") { amount, externalId, reason }, parsed => new CreditRequest
            {
                Kind = "top_up", Amount = parsed.GetValue(amount), ExternalId = parsed.GetValue(externalId), Reason = parsed.GetValue(reason),
            }),
            CreatePost(output, new("refund", "Take back a top-up, or a part of it, that was refunded.") { amount, payment, externalId, reason }, parsed => new CreditRequest
            {
                Kind = "refund", Amount = parsed.GetValue(amount), Payment = parsed.GetValue(payment), ExternalId = parsed.GetValue(externalId),
                Reason = parsed.GetValue(reason),
            }),
            CreatePost(output, new("promo", "Give credit that nobody paid for.") { amount, expires, externalId, reason }, parsed => new CreditRequest
            {
                Kind = "promo", Amount = parsed.GetValue(amount), ExpiresAt = parsed.GetValue(expires), ExternalId = parsed.GetValue(externalId),
                Reason = parsed.GetValue(reason),
            }),
            CreatePost(output, new("adjust", "Correct the balance: more, or with a minus sign less.") { amount, externalId, reason }, parsed => new CreditRequest
            {
                Kind = "adjustment", Amount = parsed.GetValue(amount), ExternalId = parsed.GetValue(externalId), Reason = parsed.GetValue(reason),
            }),
            CreatePost(output, new("reverse", "Undo a top-up, promo or adjustment that was made by hand.") { transfer, externalId, reason }, parsed => new CreditRequest
            {
                Kind = "reversal", Transfer = parsed.GetValue(transfer), ExternalId = parsed.GetValue(externalId), Reason = parsed.GetValue(reason),
            }),
            CreateTransfers(output),
            CreateExport(output),
        };
    }

    private static Command CreateShow(CommandOutput output)
    {
        var (organization, json) = (OrganizationOption(), JsonOption());
        var command = new Command("show", "Show the balance, what of it is available, and the promos in it.") { organization, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(organization)!;
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync<object, CreditView>(HttpMethod.Get, Root + Uri.EscapeDataString(name), null, null, Json.CreditView, cancellationToken),
                opened => ValueTask.FromResult(View(opened.CreditOperations.Find(Administrator.CommandLine, name))),
                credit => Show(output, credit, parsed.GetValue(json)),
                cancellationToken);
        });
        return command;
    }

    private static Command CreateEnforce(CommandOutput output)
    {
        var (organization, json) = (OrganizationOption(), JsonOption());
        var state = new Argument<string>("state") { Description = "on: requests need credit and are charged to it. off: they neither need nor use it." };
        state.AcceptOnlyFromAmong("on", "off");
        var command = new Command("enforce", "Say whether requests need credit.") { state, organization, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(organization)!;
            var request = new CreditSettingRequest(parsed.GetValue(state) == "on");
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Patch, Root + Uri.EscapeDataString(name), request, Json.CreditSettingRequest, Json.CreditView, cancellationToken),
                async opened => View(await opened.CreditOperations.EnforceAsync(Administrator.CommandLine, name, null, request, cancellationToken)),
                credit => Show(output, credit, parsed.GetValue(json)),
                cancellationToken);
        });
        return command;
    }

    private static Command CreatePost(CommandOutput output, Command command, Func<ParseResult, CreditRequest> read)
    {
        var (organization, json) = (OrganizationOption(), JsonOption());
        command.Add(organization);
        command.Add(json);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(organization)!;
            var request = read(parsed);
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Post, $"{Root}{Uri.EscapeDataString(name)}/transfers", request, Json.CreditRequest, Json.CreditTransferView, cancellationToken),
                opened => opened.CreditOperations.PostAsync(Administrator.CommandLine, name, request, cancellationToken),
                posted =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(posted, Json.CreditTransferView);
                    }
                    else
                    {
                        output.Line(Line(posted));
                    }
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateTransfers(CommandOutput output)
    {
        var (organization, json) = (OrganizationOption(), JsonOption());
        var limit = new Option<int>("--limit") { Description = "How many, 1 to 200.", DefaultValueFactory = _ => 20 };
        var command = new Command("transfers", "List transfers, newest first.") { organization, limit, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var count = Math.Clamp(parsed.GetValue(limit), 1, PageSize);
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => PageAsync(client, parsed.GetValue(organization)!, count, null, cancellationToken),
                opened => PageAsync(opened.CreditOperations, new CreditQuery(parsed.GetValue(organization)!, count), cancellationToken),
                page =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(page, Json.PageCreditTransferView);
                        return;
                    }

                    foreach (var posted in page.Data)
                    {
                        output.Line(Line(posted));
                    }
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateExport(CommandOutput output)
    {
        var organization = OrganizationOption();
        var command = new Command("export", "Write all transfers with their entries as JSON lines, newest first.") { organization };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var name = parsed.GetValue(organization)!;
            return await ServerOrDatabase.RunOnAsync(
                output,
                client => AllAsync(after => PageAsync(client, name, PageSize, after, cancellationToken)),
                async opened => (await AllAsync(async after => (Result<Page<CreditTransferView>>?)await PageAsync(
                    opened.CreditOperations,
                    new CreditQuery(name, PageSize) { After = after is null ? null : long.Parse(after, CultureInfo.InvariantCulture) }, cancellationToken)))!.Value,
                page =>
                {
                    foreach (var posted in page.Data)
                    {
                        output.Json(posted, Json.CreditTransferView);
                    }

                    output.Note($"{page.Data.Count} transfers exported.");
                },
                cancellationToken);
        });
        return command;
    }

    private static async Task<Result<Page<CreditTransferView>>?> AllAsync(Func<string?, Task<Result<Page<CreditTransferView>>?>> read)
    {
        var all = new List<CreditTransferView>();
        string? after = null;
        do
        {
            var answer = await read(after);
            if (answer is null || !answer.Value.TryGet(out var page, out _))
            {
                return answer;
            }

            all.AddRange(page.Data);
            after = page.Next;
        }
        while (after is not null);
        return new Page<CreditTransferView>(all, false, null);
    }

    private static Task<Result<Page<CreditTransferView>>?> PageAsync(
        ServerClient client, string organization, int limit, string? after, CancellationToken cancellationToken) =>
        client.SendAsync<object, Page<CreditTransferView>>(
            HttpMethod.Get,
            string.Create(CultureInfo.InvariantCulture, $"{Root}{Uri.EscapeDataString(organization)}/transfers?limit={limit}") + (after is null ? "" : "&after=" + after),
            null, null, Json.PageCreditTransferView, cancellationToken);

    // The organization of the query is named as the caller did.
    private static async ValueTask<Result<Page<CreditTransferView>>> PageAsync(CreditOperations operations, CreditQuery query, CancellationToken cancellationToken) =>
        operations.Find(Administrator.CommandLine, query.OrganizationId).TryGet(out var state, out var refusal)
            ? await operations.ListAsync(query with { OrganizationId = state.OrganizationId }, cancellationToken)
            : refusal;

    private static Result<CreditView> View(Result<CreditState> result) => result.TryGet(out var state, out var refusal) ? CreditView.Of(state) : refusal;

    private static void Show(CommandOutput output, CreditView credit, bool json)
    {
        if (json)
        {
            output.Json(credit, Json.CreditView);
            return;
        }

        output.Line($"organization  {credit.Organization}");
        output.Line($"enforced      {(credit.Enforced ? "yes" : "no: requests neither need nor use credit")}");
        output.Line($"balance       {credit.Balance} {credit.Currency}");
        output.Line($"reserved      {credit.Reserved}");
        output.Line($"available     {credit.Available}");
        foreach (var promo in credit.Promos)
        {
            output.Line($"promo         {promo.Amount}  {(promo.ExpiresAt is { } end ? $"ends {end:u}" : "does not end")}  {promo.Id}");
        }
    }

    private static string Line(CreditTransferView posted) =>
        $"{posted.At:u}  {posted.Kind,-10}  {posted.Amount,18} {posted.Currency}  balance {posted.Balance}  {posted.Id}  {posted.ExternalId ?? posted.Reason}";

    private static Option<string> OrganizationOption() => new("--organization") { Description = "Organization, by name or id.", DefaultValueFactory = _ => "default" };

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
