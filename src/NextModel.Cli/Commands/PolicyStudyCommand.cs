using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using NextModel.Pipeline.Explaining;
using NextModel.Reporting.Simulation;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel policy explain</c> and <c>simulate</c>.</summary>
internal static class PolicyStudyCommand
{
    private const string Root = "/api/admin/v1/policies/";

    private static readonly PoliciesJsonContext Json = PoliciesJsonContext.Default;
    private static readonly PolicyStudyJsonContext Answers = PolicyStudyJsonContext.Default;

    public static Command CreateExplain(CommandOutput output)
    {
        var key = new Option<string>("--key") { Description = "Id of the API key that would ask.", Required = true };
        var request = new Option<string>("--request") { Description = "File with the body that would be sent; - reads standard input.", DefaultValueFactory = _ => "-" };
        var operation = new Option<string?>("--operation") { Description = "chat.completions unless given, embeddings, messages, responses or completions." };
        var workload = new Option<string?>("--workload") { Description = "The label that x-nextmodel-workload would have." };
        var draft = new Option<string?>("--draft") { Description = "File with a policy to try in the place of the one of its scope." };
        var (scope, scopeId, json) = (PolicyCommand.ScopeOption(), PolicyCommand.ScopeIdOption(), PolicyCommand.JsonOption());
        var command = new Command("explain", "Say what would become of a request, and why. Nobody is called. Exit code 1 when it would be refused.")
        {
            key, request, operation, workload, draft, scope, scopeId, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (PolicyCommand.Read(output, parsed.GetValue(request)!) is not { } text || ParseBody(output, text) is not { } body)
            {
                return ExitCodes.Usage;
            }

            PolicyDraft? tried = null;
            if (parsed.GetValue(draft) is { } path)
            {
                if (PolicyCommand.Read(output, path) is not { } document)
                {
                    return ExitCodes.Usage;
                }

                tried = Draft(parsed.GetValue(scope)!, parsed.GetValue(scopeId), document);
            }

            var asked = new ExplainRequest { Key = parsed.GetValue(key)!, Operation = parsed.GetValue(operation), Workload = parsed.GetValue(workload), Request = body, Draft = tried };
            var allowed = true;
            var code = await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Root + "explain", asked, Json.ExplainRequest, Answers.Explanation, cancellationToken),
                operations => operations.PolicyStudy.ExplainAsync(Administrator.CommandLine, asked, cancellationToken),
                explanation =>
                {
                    allowed = explanation.Allowed;
                    if (parsed.GetValue(json))
                    {
                        output.Json(explanation, Answers.Explanation);
                    }
                    else
                    {
                        Show(output, explanation);
                    }
                },
                cancellationToken);
            return code == ExitCodes.Success && !allowed ? ExitCodes.Failure : code;
        });
        return command;
    }

    public static Command CreateSimulate(CommandOutput output)
    {
        var file = new Option<string>("--file", "-f") { Description = "The policy to try, YAML or JSON; - reads standard input.", Required = true };
        var days = new Option<int?>("--days") { Description = "Receipts of so many days, 1 to 90; 30 unless given." };
        var used = new Option<decimal?>("--budget-used") { Description = "How much of every budget is taken to be used, in percent; 0 unless given." };
        var (scope, scopeId, organization, json) =
            (PolicyCommand.ScopeOption(), PolicyCommand.ScopeIdOption(), PolicyCommand.OrganizationOption(), PolicyCommand.JsonOption());
        var command = new Command("simulate", "Say what a policy would have made of the requests of the last days, by their receipts.")
        {
            file, scope, scopeId, organization, days, used, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (PolicyCommand.Read(output, parsed.GetValue(file)!) is not { } document)
            {
                return ExitCodes.Usage;
            }

            var asked = new SimulateRequest
            {
                Organization = parsed.GetValue(organization),
                Draft = Draft(parsed.GetValue(scope)!, parsed.GetValue(scopeId), document),
                Days = parsed.GetValue(days),
                BudgetUsedPercent = parsed.GetValue(used),
            };
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Root + "simulate", asked, Json.SimulateRequest, Answers.SimulationResult, cancellationToken),
                operations => operations.PolicyStudy.SimulateAsync(Administrator.CommandLine, asked, cancellationToken),
                result =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(result, Answers.SimulationResult);
                    }
                    else
                    {
                        Show(output, result);
                    }
                },
                cancellationToken);
        });
        return command;
    }

    private static PolicyDraft Draft(string scope, string? scopeId, string document) =>
        new() { Scope = scope, ScopeId = PolicyCommand.ScopeId(scope, scopeId), Document = document };

    private static JsonElement? ParseBody(CommandOutput output, string text)
    {
        try
        {
            using var body = JsonDocument.Parse(text);
            return body.RootElement.Clone();
        }
        catch (JsonException error)
        {
            output.Fail($"The request is not JSON: {error.Message}", ExitCodes.Usage);
            return null;
        }
    }

    private static void Show(CommandOutput output, Explanation explanation)
    {
        var request = explanation.Request;
        output.Line(explanation.Allowed ? "allowed" : $"refused with {explanation.Code}: {explanation.Message}");
        output.Line($"request   {request.Operation} for '{request.Model}', workload '{request.Workload}', environment '{request.Environment}', "
            + $"about {request.InputTokens} tokens in{(request.Needs.Count == 0 ? "" : ", needs " + string.Join(", ", request.Needs))}");
        foreach (var policy in explanation.Policies)
        {
            output.Line($"policy    {policy.Id} version {policy.Version} of the {policy.Scope}: {(policy.Rule is null ? "no rule matched" : $"rule '{policy.Rule}'")}");
            foreach (var rule in policy.Rules)
            {
                output.Line($"            '{rule.Name}' {(rule.Unmet is null ? "matched" : $"did not match: {rule.Unmet}")}");
            }
        }

        foreach (var target in explanation.Targets)
        {
            var cost = target.Cost.Fresh is null ? "price not known" : $"{target.Cost.Fresh} {target.Cost.Currency} fresh, {target.Cost.Cached} replayed";
            output.Line(target.Place is { } place
                ? $"target {place,2} {target.Source}/{target.Model} ({target.Region}): {cost}"
                : $"not       {target.Source}/{target.Model} ({target.Region}): {target.Reason}");
        }

        foreach (var name in explanation.Dropped)
        {
            output.Line($"dropped   {name.Name}: {name.Reason}");
        }

        if (explanation.Changes.MaxOutputTokens is { } tokens)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"sent      max output tokens {tokens}"));
        }

        if (explanation.Changes.Temperature is { } temperature)
        {
            output.Line(string.Create(CultureInfo.InvariantCulture, $"sent      temperature {temperature}"));
        }

        output.Line(explanation.Cache.Reason is { } reason ? $"cache     {reason}" : $"cache     looked up under {explanation.Cache.LookedUpUnder}");
    }

    private static void Show(CommandOutput output, SimulationResult result)
    {
        output.Line($"receipts from {result.From:u} to {result.To:u}");
        Show(output, "before", result.Before, result.Currency);
        Show(output, "after ", result.After, result.Currency);
        output.Line($"{result.Moved} requests would have gone elsewhere");
        foreach (var refusal in result.Refused)
        {
            output.Line($"{refusal.Requests} would have been refused with {refusal.Code}{(refusal.Rule is null ? "" : $" by rule '{refusal.Rule}'")}");
        }

        output.Line("not known:");
        foreach (var sentence in result.NotKnown)
        {
            output.Line("  " + sentence);
        }
    }

    private static void Show(CommandOutput output, string name, SimulatedSide side, string currency)
    {
        var time = side.MeanLatencyMs is { } mean ? $", {mean} ms on average" : "";
        output.Line($"{name}  {side.Requests} requests, {side.Amount} {currency}{time}{(side.Unpriced == 0 ? "" : $", {side.Unpriced} of unknown cost")}");
        foreach (var model in side.Models)
        {
            output.Line($"        {model.Source}/{model.Model}: {model.Requests} requests ({model.Replays} replayed), {model.Amount} {currency}");
        }
    }
}
