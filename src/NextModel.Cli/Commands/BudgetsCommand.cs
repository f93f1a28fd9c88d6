using System.CommandLine;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel budgets list|create|change|delete</c>.</summary>
internal static class BudgetsCommand
{
    private const string Path = "/api/admin/v1/budgets";

    private static readonly LimitsJsonContext Types = LimitsJsonContext.Default;

    public static Command Create(CommandOutput output) => new("budgets", "List, make, change and delete budgets.")
    {
        CreateList(output),
        CreateCreate(output),
        CreateChange(output),
        CreateDelete(output),
    };

    private static Command CreateList(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Only this one's, by name or id." };
        var json = JsonOption();
        var command = new Command("list", "List budgets and where they stand.") { organization, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var only = parsed.GetValue(organization);
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.ListAsync(Path + (only is null ? "" : "?organization=" + Uri.EscapeDataString(only)), Types.PageBudgetView, cancellationToken),
                operations => ValueTask.FromResult<Result<Page<BudgetView>>>(
                    operations.Budgets.List(Administrator.CommandLine, only).TryGet(out var found, out var refusal)
                        ? new Page<BudgetView>(found, false, null)
                        : refusal),
                budgets =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(budgets, Types.PageBudgetView);
                        return;
                    }

                    output.Table(
                        ["id", "name", "scope", "of", "counts", "limit", "window", "settled", "held", "remaining", "resets"],
                        budgets.Data.Select(b => new[]
                        {
                            b.Id, b.Name, b.Scope, b.ScopeId, string.Join(' ', new[] { b.Model, b.Workload }.Where(f => f is not null)),
                            $"{b.Limit} {b.Currency}{(b.Hard ? "" : " (only counts)")}", $"{b.Window}, {b.TimeZone}", b.Settled,
                            b.Unknown == "0.000000000" ? b.Reserved : $"{b.Reserved} + {b.Unknown} unknown", b.Remaining, b.ResetsAt is { } at ? $"{at:u}" : "never",
                        }));
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateCreate(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Organization name; default unless given." };
        var team = new Option<string?>("--team") { Description = "Counts this team, by name." };
        var project = new Option<string?>("--project") { Description = "Counts this project, by name." };
        var key = new Option<string?>("--key") { Description = "Counts this key, by id. Without team, project or key it counts the organization." };
        var limit = new Option<decimal>("--limit") { Description = "What may be spent in a window, in the organization's currency.", Required = true };
        var window = new Option<string>("--window") { Description = "day, week, month or total.", Required = true };
        var zone = new Option<string?>("--time-zone") { Description = "IANA time zone of the windows; UTC unless given." };
        var name = new Option<string?>("--name") { Description = "What it is called, once where it counts." };
        var model = new Option<string?>("--model") { Description = "Counts this model only." };
        var workload = new Option<string?>("--workload") { Description = "Counts this workload label only." };
        var countOnly = new Option<bool>("--count-only") { Description = "Refuse nothing, only count." };
        var json = JsonOption();
        var command = new Command("create", "Make a budget of an organization, team, project or key.")
        {
            organization, team, project, key, limit, window, zone, name, model, workload, countOnly, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var places = new[] { ("team", parsed.GetValue(team)), ("project", parsed.GetValue(project)), ("key", parsed.GetValue(key)) }
                .Where(place => place.Item2 is not null).ToList();
            if (places.Count > 1)
            {
                return output.Fail("Name one of --team, --project and --key, or none for the organization.", ExitCodes.Usage);
            }

            var request = new BudgetRequest
            {
                Organization = parsed.GetValue(organization),
                Scope = places.Count == 0 ? "organization" : places[0].Item1,
                ScopeId = places.Count == 0 ? null : places[0].Item2,
                Name = parsed.GetValue(name),
                Model = parsed.GetValue(model),
                Workload = parsed.GetValue(workload),
                Limit = parsed.GetValue(limit),
                Hard = !parsed.GetValue(countOnly),
                Window = parsed.GetValue(window),
                TimeZone = parsed.GetValue(zone),
            };
            return await RunAsync(
                output,
                HttpMethod.Post, Path, request,
                operations => operations.Budgets.CreateAsync(Administrator.CommandLine, request, cancellationToken),
                parsed.GetValue(json), "was made", cancellationToken);
        });
        return command;
    }

    private static Command CreateChange(CommandOutput output)
    {
        var id = IdArgument();
        var limit = new Option<decimal?>("--limit") { Description = "What may be spent in a window." };
        var name = new Option<string?>("--name") { Description = "What it is called." };
        var hard = new Option<bool?>("--hard") { Description = "true refuses what does not fit, false only counts." };
        var json = JsonOption();
        var command = new Command("change", "Change limit, name and whether it is hard. What it has counted stays.") { id, limit, name, hard, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new BudgetRequest { Limit = parsed.GetValue(limit), Name = parsed.GetValue(name), Hard = parsed.GetValue(hard) };
            return await RunAsync(
                output,
                HttpMethod.Patch, $"{Path}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", request,
                operations => operations.Budgets.ChangeAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, request, cancellationToken),
                parsed.GetValue(json), "was changed", cancellationToken);
        });
        return command;
    }

    private static Command CreateDelete(CommandOutput output)
    {
        var id = IdArgument();
        var json = JsonOption();
        var command = new Command("delete", "Delete a budget and what it has counted.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(
            output,
            HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null,
            operations => operations.Budgets.DeleteAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, cancellationToken),
            parsed.GetValue(json), "was deleted", cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(
        CommandOutput output, HttpMethod method, string path, BudgetRequest? request, Func<AdminOperations, ValueTask<Result<BudgetView>>> onDatabase,
        bool json, string done, CancellationToken cancellationToken) => ServerOrDatabase.RunAsync(
        output,
        client => client.SendAsync(method, path, request, Types.BudgetRequest, Types.BudgetView, cancellationToken),
        onDatabase,
        budget =>
        {
            if (json)
            {
                output.Json(budget, Types.BudgetView);
            }
            else
            {
                output.Line($"Budget '{budget.Name}' ({budget.Id}) of {budget.Limit} {budget.Currency} {done}.");
            }
        },
        cancellationToken);

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the budget (bud_…)." };

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
