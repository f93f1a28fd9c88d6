using System.CommandLine;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;
using Spectre.Console;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel credentials list|add|rotate|test|enable|disable|delete</c>.</summary>
internal static class CredentialsCommand
{
    private const string Path = "/api/admin/v1/credentials";

    private static readonly CredentialsJsonContext Types = CredentialsJsonContext.Default;

    public static Command Create(CommandOutput output) => new("credentials", "Your own keys at sources: list, add, rotate, test, switch on and off, delete.")
    {
        CreateList(output),
        CreateAdd(output),
        CreateRotate(output),
        CreateTest(output),
        CreateSwitch(output, "enable", "Use a credential again.", true),
        CreateSwitch(output, "disable", "Leave a credential out of every route.", false),
        CreateDelete(output),
    };

    private static Command CreateList(CommandOutput output)
    {
        var organization = new Option<string?>("--organization") { Description = "Only this one's, by name or id." };
        var source = new Option<string?>("--source") { Description = "Only of this source." };
        var json = JsonOption();
        var command = new Command("list", "List credentials: never their secrets.") { organization, source, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var filters = new[] { ("organization", parsed.GetValue(organization)), ("source", parsed.GetValue(source)) }
                .Where(f => f.Item2 is not null).Select(f => $"{f.Item1}={Uri.EscapeDataString(f.Item2!)}").ToList();
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.ListAsync(Path + (filters.Count == 0 ? "" : "?" + string.Join('&', filters)), Types.PageCredentialView, cancellationToken),
                operations => ValueTask.FromResult<Result<Page<CredentialView>>>(
                    operations.Credentials.List(Administrator.CommandLine, parsed.GetValue(organization), parsed.GetValue(source)).TryGet(out var found, out var refusal)
                        ? new Page<CredentialView>(found, false, null)
                        : refusal),
                credentials =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(credentials, Types.PageCredentialView);
                        return;
                    }

                    output.Table(
                        ["id", "source", "name", "secret", "for", "state", "last test", "last used", "set by"],
                        credentials.Data.Select(c => new[]
                        {
                            c.Id, c.Source, c.Name, "…" + c.SecretLastFour, c.ProjectId ?? c.TeamId ?? c.OrganizationId, c.Enabled ? "enabled" : "disabled",
                            c.LastTest is { } test ? $"{test.Outcome}, {test.At:u}" : "never", c.LastUsedAt is { } used ? $"{used:u}" : "never", $"{c.SecretSetBy}, {c.SecretSetAt:u}",
                        }));
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateAdd(CommandOutput output)
    {
        var source = new Option<string>("--source") { Description = "Where the key is good, such as openai, anthropic, gemini, bedrock, azure-openai.", Required = true };
        var name = new Option<string?>("--name") { Description = "What it is called, once in the organization; the source's id unless given." };
        var organization = new Option<string?>("--organization") { Description = "Organization name; default unless given." };
        var team = new Option<string?>("--team") { Description = "For this team only, by name or id." };
        var project = new Option<string?>("--project") { Description = "For this project only, by name or id." };
        var baseUrl = new Option<string?>("--base-url") { Description = "Where it is called instead of the source's own address." };
        var apiVersion = new Option<string?>("--api-version") { Description = "Of Azure OpenAI's classic API, for example 2024-10-21." };
        var region = new Option<string?>("--region") { Description = "Where the data goes; the source's region unless given." };
        var models = new Option<string[]>("--model") { Description = "MODEL=UPSTREAM: serves this model of the catalog, which the source calls UPSTREAM. Once for each.", AllowMultipleArgumentsPerToken = false };
        var (variable, anyway, json) = (VariableOption(), AnywayOption(), JsonOption());
        var command = new Command("add", "Add a key of your own at a source. It is read from standard input, or from the variable you name, never from the command line.")
        {
            source, name, organization, team, project, baseUrl, apiVersion, region, models, variable, anyway, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var served = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var model in parsed.GetValue(models) ?? [])
            {
                if (model.Split('=', 2) is not [{ Length: > 0 } id, { Length: > 0 } upstream])
                {
                    return output.Fail($"--model '{model}' is not MODEL=UPSTREAM, such as gpt-4.1-mini=my-deployment.", ExitCodes.Usage);
                }

                served[id] = upstream;
            }

            if (ReadSecret(parsed.GetValue(variable), out var problem) is not { } secret)
            {
                return output.Fail(problem, ExitCodes.Usage);
            }

            var request = new CredentialRequest
            {
                Organization = parsed.GetValue(organization),
                Team = parsed.GetValue(team),
                Project = parsed.GetValue(project),
                Source = parsed.GetValue(source),
                Name = parsed.GetValue(name) ?? parsed.GetValue(source),
                Secret = secret,
                BaseUrl = parsed.GetValue(baseUrl),
                ApiVersion = parsed.GetValue(apiVersion),
                Region = parsed.GetValue(region),
                Models = served.Count == 0 ? null : served,
                SaveAnyway = parsed.GetValue(anyway) ? true : null,
            };
            return await RunAsync(
                output,
                client => client.SendAsync(HttpMethod.Post, Path, request, Types.CredentialRequest, Types.CredentialView, cancellationToken),
                operations => operations.Credentials.CreateAsync(Administrator.CommandLine, request, cancellationToken),
                parsed.GetValue(json), "was added", cancellationToken);
        });
        return command;
    }

    private static Command CreateRotate(CommandOutput output)
    {
        var id = IdArgument();
        var baseUrl = new Option<string?>("--base-url") { Description = "Another address that goes with the new secret." };
        var (variable, anyway, json) = (VariableOption(), AnywayOption(), JsonOption());
        var command = new Command("rotate", "Give a credential a new secret. The next request goes out under it; those in flight end under the old one.")
        {
            id, baseUrl, variable, anyway, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            if (ReadSecret(parsed.GetValue(variable), out var problem) is not { } secret)
            {
                return output.Fail(problem, ExitCodes.Usage);
            }

            var request = new RotateCredentialRequest { Secret = secret, BaseUrl = parsed.GetValue(baseUrl), SaveAnyway = parsed.GetValue(anyway) ? true : null };
            return await RunAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Post, $"{Of(parsed.GetValue(id)!)}/rotate", request, Types.RotateCredentialRequest, Types.CredentialView, cancellationToken),
                operations => operations.Credentials.RotateAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, request, cancellationToken),
                parsed.GetValue(json), "has a new secret", cancellationToken);
        });
        return command;
    }

    private static Command CreateTest(CommandOutput output)
    {
        var (id, json) = (IdArgument(), JsonOption());
        var command = new Command("test", "Ask the source about a credential, by a call that costs nothing.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(
            output,
            client => client.SendAsync<object, CredentialView>(HttpMethod.Post, $"{Of(parsed.GetValue(id)!)}/test", null, null, Types.CredentialView, cancellationToken),
            operations => operations.Credentials.TestAsync(Administrator.CommandLine, parsed.GetValue(id)!, cancellationToken),
            parsed.GetValue(json), "was tested", cancellationToken));
        return command;
    }

    private static Command CreateSwitch(CommandOutput output, string verb, string description, bool enabled)
    {
        var (id, json) = (IdArgument(), JsonOption());
        var command = new Command(verb, description) { id, json };
        var request = new CredentialRequest { Enabled = enabled };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(
            output,
            client => client.SendAsync(HttpMethod.Patch, Of(parsed.GetValue(id)!), request, Types.CredentialRequest, Types.CredentialView, cancellationToken),
            operations => operations.Credentials.ChangeAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, request, cancellationToken),
            parsed.GetValue(json), $"is {verb}d", cancellationToken));
        return command;
    }

    private static Command CreateDelete(CommandOutput output)
    {
        var (id, json) = (IdArgument(), JsonOption());
        var command = new Command("delete", "Delete a credential with its secret.") { id, json };
        command.SetAction(async (parsed, cancellationToken) => await RunAsync(
            output,
            client => client.SendAsync<object, CredentialView>(HttpMethod.Delete, Of(parsed.GetValue(id)!), null, null, Types.CredentialView, cancellationToken),
            operations => operations.Credentials.DeleteAsync(Administrator.CommandLine, parsed.GetValue(id)!, null, cancellationToken),
            parsed.GetValue(json), "was deleted", cancellationToken));
        return command;
    }

    private static Task<int> RunAsync(
        CommandOutput output, Func<ServerClient, Task<Result<CredentialView>?>> onServer, Func<AdminOperations, ValueTask<Result<CredentialView>>> onDatabase,
        bool json, string done, CancellationToken cancellationToken) => ServerOrDatabase.RunAsync(
        output,
        onServer,
        onDatabase,
        credential =>
        {
            if (json)
            {
                output.Json(credential, Types.CredentialView);
                return;
            }

            output.Line($"Credential '{credential.Name}' ({credential.Id}, …{credential.SecretLastFour}) at {credential.Source} {done}. {Tested(credential.LastTest)}");
        },
        cancellationToken);

    private static string Tested(CredentialTestView? test) => test switch
    {
        null => "It was never tested.",
        { Status: { } status } => $"Last test: {test.Outcome} (status {status}), {test.At:u}.",
        _ => $"Last test: {test.Outcome}, {test.At:u}.",
    };

    // Whatever stands on a command line is in the shell's history and in the list of processes.
    private static string? ReadSecret(string? variable, out string problem)
    {
        problem = variable is null ? "Nothing came on standard input. Pipe the secret in, or name the variable that holds it with --secret-env." : $"The variable {variable} is not set.";
        if (variable is not null)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } set ? set.Trim() : null;
        }

        var secret = Console.IsInputRedirected
            ? Console.In.ReadToEnd()
            : AnsiConsole.Prompt(new TextPrompt<string>("Secret (not shown):").Secret(null).AllowEmpty());
        return secret.Trim() is { Length: > 0 } read ? read : null;
    }

    private static string Of(string id) => $"{Path}/{Uri.EscapeDataString(id)}";

    private static Argument<string> IdArgument() => new("id") { Description = "Id of the credential (cred_…)." };

    private static Option<string?> VariableOption() => new("--secret-env") { Description = "Name of the environment variable that holds the secret; standard input unless given." };

    private static Option<bool> AnywayOption() => new("--save-anyway") { Description = "Save it whatever the source says of it." };

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
