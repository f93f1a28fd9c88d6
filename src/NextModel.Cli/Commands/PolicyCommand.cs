using System.CommandLine;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel policy list|show|set|delete|explain|simulate</c>.</summary>
internal static class PolicyCommand
{
    private const string Root = "/api/admin/v1/policies";

    private static readonly PoliciesJsonContext Json = PoliciesJsonContext.Default;

    public static Command Create(CommandOutput output) => new("policy", "See, set and try policies: what may be called, where it goes, what it may cost.")
    {
        CreateList(output),
        CreateShow(output),
        CreateSet(output),
        CreateDelete(output),
        PolicyStudyCommand.CreateExplain(output),
        PolicyStudyCommand.CreateSimulate(output),
    };

    internal static Option<string> ScopeOption() =>
        new("--scope") { Description = "What the policy rules: organization, team, project or key.", DefaultValueFactory = _ => "project" };

    internal static Option<string?> ScopeIdOption() => new("--scope-id")
    {
        Description = "Name or id of the team or project, or id of the key; 'default' for a project unless given.",
    };

    internal static Option<string?> OrganizationOption() => new("--organization") { Description = "Organization, by name or id; 'default' unless given." };

    internal static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };

    /// <summary>The object that the options mean.</summary>
    internal static string? ScopeId(string scope, string? given) => given ?? (scope == "project" ? "default" : null);

    /// <summary>The text of a file; <c>-</c> is standard input. Null when it cannot be read, which has been said.</summary>
    internal static string? Read(CommandOutput output, string path)
    {
        try
        {
            return path == "-" ? Console.In.ReadToEnd() : File.ReadAllText(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            output.Fail($"{path} cannot be read: {error.Message}", ExitCodes.Usage);
            return null;
        }
    }

    private static Command CreateList(CommandOutput output)
    {
        var json = JsonOption();
        var command = new Command("list", "List policies.") { json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunAsync(
            output,
            client => client.SendAsync<object, Page<PolicyView>>(HttpMethod.Get, Root + "?limit=200", null, null, Json.PagePolicyView, cancellationToken),
            operations => ValueTask.FromResult<Result<Page<PolicyView>>>(
                new Page<PolicyView>([.. operations.Policies.List(Administrator.CommandLine).Select(PolicyView.Of)], false, null)),
            page =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(page, Json.PagePolicyView);
                    return;
                }

                foreach (var policy in page.Data)
                {
                    output.Line($"{policy.Id}  version {policy.Version}  {policy.Scope} {policy.ScopeId}  since {policy.UpdatedAt:u}");
                }

                if (page.HasMore)
                {
                    output.Note("There are more; the admin API pages through all of them.");
                }
            },
            cancellationToken));
        return command;
    }

    private static Command CreateShow(CommandOutput output)
    {
        var (id, json) = (IdArgument(), JsonOption());
        var command = new Command("show", "Print the document of a policy.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunAsync(
            output,
            client => client.SendAsync<object, PolicyView>(
                HttpMethod.Get, $"{Root}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, null, Json.PolicyView, cancellationToken),
            operations => ValueTask.FromResult(View(operations.Policies.Find(Administrator.CommandLine, parsed.GetValue(id)!))),
            policy =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(policy, Json.PolicyView);
                }
                else
                {
                    output.Line(policy.Document.TrimEnd('\n'));
                }
            },
            cancellationToken));
        return command;
    }

    private static Command CreateSet(CommandOutput output)
    {
        var (scope, scopeId, organization, json) = (ScopeOption(), ScopeIdOption(), OrganizationOption(), JsonOption());
        var file = new Option<string>("--file", "-f") { Description = "The policy, YAML or JSON; - reads standard input.", Required = true };
        var command = new Command("set", "Put a document in force, in the place of the policy that is there.") { file, scope, scopeId, organization, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (Read(output, parsed.GetValue(file)!) is not { } document)
            {
                return ExitCodes.Usage;
            }

            var request = new CreatePolicyRequest
            {
                Organization = parsed.GetValue(organization),
                Scope = parsed.GetValue(scope)!,
                ScopeId = ScopeId(parsed.GetValue(scope)!, parsed.GetValue(scopeId)),
                Replace = true,
                Document = document,
            };
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Root, request, Json.CreatePolicyRequest, Json.PolicyView, cancellationToken),
                async operations => View(await operations.Policies.CreateAsync(Administrator.CommandLine, request, cancellationToken)),
                policy => Report(output, policy, $"Policy {policy.Id} of the {policy.Scope} {policy.ScopeId} is in force at version {policy.Version}.", parsed.GetValue(json)),
                cancellationToken);
        });
        return command;
    }

    private static Command CreateDelete(CommandOutput output)
    {
        var (id, json) = (IdArgument(), JsonOption());
        var command = new Command("delete", "Take a policy out of force; its versions are kept.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunAsync(
            output,
            client => client.SendAsync<object, PolicyView>(
                HttpMethod.Delete, $"{Root}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, null, Json.PolicyView, cancellationToken),
            async operations => View(await operations.Policies.DeleteAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, cancellationToken)),
            policy => Report(output, policy, $"Policy {policy.Id} of the {policy.Scope} {policy.ScopeId} is out of force.", parsed.GetValue(json)),
            cancellationToken));
        return command;
    }

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the policy (pol_…)." };

    private static void Report(CommandOutput output, PolicyView policy, string text, bool asJson)
    {
        if (asJson)
        {
            output.Json(policy, Json.PolicyView);
        }
        else
        {
            output.Line(text);
        }
    }

    private static Result<PolicyView> View(Result<NextModel.Policies.Policy> result) =>
        result.TryGet(out var policy, out var refusal) ? PolicyView.Of(policy) : refusal;
}
