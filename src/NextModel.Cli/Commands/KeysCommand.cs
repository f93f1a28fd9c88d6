using System.CommandLine;
using NextModel.Errors;
using NextModel.Gateway.Admin;
using NextModel.Identity;

namespace NextModel.Cli.Commands;

/// <summary><c>nextmodel keys create|list|rotate|revoke</c>.</summary>
internal static class KeysCommand
{
    public static Command Create(CommandOutput output) => new("keys", "Make, list, rotate and revoke API keys.")
    {
        CreateCreate(output),
        CreateList(output),
        CreateRotate(output),
        CreateRevoke(output),
    };

    private static Command CreateCreate(CommandOutput output)
    {
        var organization = new Option<string>("--organization") { Description = "Organization name.", DefaultValueFactory = _ => "default" };
        var team = new Option<string>("--team") { Description = "Team of a project that is made.", DefaultValueFactory = _ => "default" };
        var project = new Option<string>("--project") { Description = "Project name.", Required = true };
        var name = new Option<string>("--name") { Description = "What the key is called.", Required = true };
        var environment = new Option<string>("--environment") { Description = "Label such as production.", DefaultValueFactory = _ => "" };
        var workload = new Option<string>("--workload") { Description = "Label of what the key is used for.", DefaultValueFactory = _ => "" };
        var create = new Option<bool>("--create") { Description = "Make organization, team and project when they are missing." };
        var json = JsonOption();
        var command = new Command("create", "Make a key. The raw key is printed once, alone on the last line.")
        {
            organization, team, project, name, environment, workload, create, json,
        };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new CreateKeyRequest
            {
                Organization = parsed.GetValue(organization)!,
                Team = parsed.GetValue(team)!,
                Project = parsed.GetValue(project)!,
                Name = parsed.GetValue(name)!,
                Environment = parsed.GetValue(environment)!,
                Workload = parsed.GetValue(workload)!,
                Create = parsed.GetValue(create),
            };
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Post, "/api/admin/v1/keys", request, AdminJsonContext.Default.CreateKeyRequest, AdminJsonContext.Default.KeyView, cancellationToken),
                operations => operations.CreateKeyAsync(Administrator.CommandLine, request, cancellationToken),
                key =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(key, AdminJsonContext.Default.KeyView);
                        return;
                    }

                    output.Note($"Key '{key.Name}' ({key.Id}) for project '{key.Project}' of '{key.Organization}'. It is shown only now:");
                    output.Line(key.RawKey!);
                },
                cancellationToken);
        });
        return command;
    }

    private static Command CreateList(CommandOutput output)
    {
        var json = JsonOption();
        var command = new Command("list", "List keys, newest first.") { json };
        command.SetAction(async (parsed, cancellationToken) => await ServerOrDatabase.RunAsync(
            output,
            client => ListAsync(client, cancellationToken),
            operations => ValueTask.FromResult<Result<Page<KeyView>>>(
                new Page<KeyView>(operations.ListKeys(Administrator.CommandLine), false, null)),
            keys =>
            {
                if (parsed.GetValue(json))
                {
                    output.Json(keys, AdminJsonContext.Default.PageKeyView);
                }
                else
                {
                    KeyTable.Write(output, keys.Data, TimeProvider.System.GetUtcNow());
                }
            },
            cancellationToken));
        return command;
    }

    private static async Task<Result<Page<KeyView>>?> ListAsync(ServerClient client, CancellationToken cancellationToken)
    {
        var answer = await client.ListAsync("/api/admin/v1/keys", AdminJsonContext.Default.PageKeyView, cancellationToken);
        return answer is { } listed && listed.TryGet(out var oldestFirst, out _)
            ? new Page<KeyView>([.. oldestFirst.Data.Reverse()], false, null)
            : answer;
    }

    private static Command CreateRotate(CommandOutput output)
    {
        var key = new Argument<string>("key") { Description = "Id or prefix of the key." };
        var grace = new Option<long>("--grace-seconds") { Description = "How long the present secret works on, 0 to 2592000.", DefaultValueFactory = _ => 86_400 };
        var json = JsonOption();
        var command = new Command("rotate", "Give a key a new secret. The raw key is printed once, alone on the last line.") { key, grace, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new RotateKeyRequest { GraceSeconds = parsed.GetValue(grace) };
            return await ServerOrDatabase.RunAsync(
                output,
                client => RotateAsync(client, parsed.GetValue(key)!, request, cancellationToken),
                operations => operations.RotateKeyAsync(Administrator.CommandLine, parsed.GetValue(key)!, request, cancellationToken),
                rotated =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(rotated, AdminJsonContext.Default.KeyView);
                        return;
                    }

                    output.Note($"Key '{rotated.Name}' ({rotated.Id}) has a new secret; the one before works until {rotated.PreviousSecretUntil:u}. It is shown only now:");
                    output.Line(rotated.RawKey!);
                },
                cancellationToken);
        });
        return command;
    }

    private static async Task<Result<KeyView>?> RotateAsync(ServerClient client, string idOrPrefix, RotateKeyRequest request, CancellationToken cancellationToken)
    {
        var id = idOrPrefix;
        if (!idOrPrefix.StartsWith("key_", StringComparison.Ordinal))
        {
            var answer = await client.ListAsync("/api/admin/v1/keys", AdminJsonContext.Default.PageKeyView, cancellationToken);
            if (answer is not { } listed)
            {
                return null;
            }

            if (!listed.TryGet(out var keys, out var refusal))
            {
                return refusal;
            }

            var matches = keys.Data.Where(k => idOrPrefix.StartsWith(k.Prefix, StringComparison.Ordinal)).ToList();
            if (matches.Count != 1)
            {
                return new GatewayError(
                    GatewayErrorCode.NotFound, $"{matches.Count} keys begin with that. './nextmodel keys list' shows ids and prefixes; name one by its id.", "key");
            }

            id = matches[0].Id;
        }

        return await client.SendAsync(
            HttpMethod.Post, $"/api/admin/v1/keys/{Uri.EscapeDataString(id)}/rotate", request, AdminJsonContext.Default.RotateKeyRequest, AdminJsonContext.Default.KeyView,
            cancellationToken);
    }

    private static Command CreateRevoke(CommandOutput output)
    {
        var key = new Argument<string>("key") { Description = "Id or prefix of the key." };
        var json = JsonOption();
        var command = new Command("revoke", "Revoke a key: requests that begin afterwards are refused.") { key, json };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var request = new RevokeKeyRequest(parsed.GetValue(key)!);
            return await ServerOrDatabase.RunAsync(
                output,
                client => client.SendAsync(
                    HttpMethod.Post, "/api/admin/v1/keys/revoke", request, AdminJsonContext.Default.RevokeKeyRequest, AdminJsonContext.Default.KeyView, cancellationToken),
                operations => operations.RevokeKeyAsync(Administrator.CommandLine, request, cancellationToken),
                revoked =>
                {
                    if (parsed.GetValue(json))
                    {
                        output.Json(revoked, AdminJsonContext.Default.KeyView);
                    }
                    else
                    {
                        output.Line($"Key '{revoked.Name}' ({revoked.Id}) was revoked at {revoked.RevokedAt:u}.");
                    }
                },
                cancellationToken);
        });
        return command;
    }

    private static Option<bool> JsonOption() => new("--json") { Description = "Write JSON for scripts." };
}
