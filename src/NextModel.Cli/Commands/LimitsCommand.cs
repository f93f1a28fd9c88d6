using System.CommandLine;
using System.Globalization;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel limits list|set|delete</c>: rate limits of keys and projects.</summary>
internal static class LimitsCommand
{
    private static readonly LimitsJsonContext Types = LimitsJsonContext.Default;

    public static Command Create(CommandOutput output) => new("limits", "List, set and delete the rate limits of keys and projects.")
    {
        CreateList(output),
        CreateSet(output),
        CreateDelete(output),
    };

    private static Command CreateList(CommandOutput output)
    {
        var json = JsonOption();
        var command = new Command("list", "List the keys and projects that have rate limits.") { json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunAsync(
            output,
            client => client.ListAsync("/api/admin/v1/limits", Types.PageRateLimitsView, cancellationToken),
            operations => ValueTask.FromResult<Result<Page<RateLimitsView>>>(
                new Page<RateLimitsView>([.. operations.RateLimits.List(Administrator.CommandLine).OrderBy(l => l.ScopeId, StringComparer.Ordinal)], false, null)),
            limits =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(limits, Types.PageRateLimitsView);
                    return;
                }

                output.Table(
                    ["scope", "id", "requests a minute", "tokens a minute", "in flight"],
                    limits.Data.Select(l => new[] { l.Scope, l.ScopeId, Show(l.RequestsPerMinute), Show(l.TokensPerMinute), Show(l.Concurrent) }));
            },
            cancellationToken));
        return command;
    }

    private static Command CreateSet(CommandOutput output)
    {
        var id = IdArgument();
        var requests = new Option<long?>("--requests-per-minute") { Description = "Requests a minute." };
        var tokens = new Option<long?>("--tokens-per-minute") { Description = "Input and output tokens a minute." };
        var concurrent = new Option<long?>("--concurrent") { Description = "Requests in flight at one time." };
        var json = JsonOption();
        var command = new Command("set", "Set the rate limits of a key or project; what is not named is not limited.") { id, requests, tokens, concurrent, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var body = new RateLimitsBody(parsed.GetValue(requests), parsed.GetValue(tokens), parsed.GetValue(concurrent));
            return body is { RequestsPerMinute: null, TokensPerMinute: null, Concurrent: null }
                ? output.Fail("Name at least one limit; './nextmodel limits delete' takes them away.", ExitCodes.Usage)
                : await RunAsync(output, HttpMethod.Put, parsed.GetValue(id)!, body, parsed.GetValue(json), cancellationToken);
        });
        return command;
    }

    private static Command CreateDelete(CommandOutput output)
    {
        var id = IdArgument();
        var json = JsonOption();
        var command = new Command("delete", "Take the rate limits of a key or project away.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(
            output, HttpMethod.Delete, parsed.GetValue(id)!, null, parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(
        CommandOutput output, HttpMethod method, string id, RateLimitsBody? body, bool json, CancellationToken cancellationToken)
    {
        var owner = id.StartsWith("key_", StringComparison.Ordinal) ? "keys" : "projects";
        return ServerOrDatabase.RunAsync(
            output,
            client => client.SendAsync(
                method, $"/api/admin/v1/{owner}/{Uri.EscapeDataString(id)}/limits", body, Types.RateLimitsBody, Types.RateLimitsView, cancellationToken),
            operations => operations.RateLimits.SetAsync(Administrator.CommandLine, id, null, body ?? new RateLimitsBody(null, null, null), cancellationToken),
            limits =>
            {
                if (json)
                {
                    output.Json(limits, Types.RateLimitsView);
                }
                else
                {
                    output.Line(
                        $"The {limits.Scope} {limits.ScopeId} may send {Show(limits.RequestsPerMinute)} requests a minute, use {Show(limits.TokensPerMinute)} tokens a minute, "
                        + $"and have {Show(limits.Concurrent)} requests in flight.");
                }
            },
            cancellationToken);
    }

    private static string Show(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "any number of";

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the key (key_…) or project (proj_…)." };

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
